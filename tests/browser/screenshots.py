"""What does each state look like, to each kind of visitor?

    make screenshots
    .venv/bin/python -m tests.browser.screenshots [FOLDER] [--only WORD]
    .venv/bin/python -m tests.browser.screenshots --docs       the README's, into docs

Pictures of the bundled corpus, by the real server in Chromium, and an index.html to look through them. Nobody's test:
people look at them. FOLDER is build/screenshots unless another is named.
"""

import argparse
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ROOT, serving

FOLDER = ROOT / "build" / "screenshots"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
NARROW = {"viewport": {"width": 320, "height": 256}}
"""A window 1280 pixels wide, at 400 %."""
DARK = {"color_scheme": "dark"}
FORCED = {"forced_colors": "active", "color_scheme": "dark"}

LOOKS: dict[str, dict[str, Any]] = {
    "phone": PHONE,
    "desktop": DESKTOP,
    "phone dark": PHONE | DARK,
    "desktop dark": DESKTOP | DARK,
}
ALSO: dict[str, dict[str, Any]] = LOOKS | {"forced colours": DESKTOP | FORCED, "320 px": NARROW}
IN_FRAME: dict[str, dict[str, Any]] = {
    "frame": {"viewport": {"width": 400, "height": 592}, "device_scale_factor": 2},
    "frame dark": {"viewport": {"width": 400, "height": 592}, "device_scale_factor": 2} | DARK,
    "320 px": NARROW,
}

QUESTION = "Does neuromuscular massage hurt?"
ARTICLE = "/articles/massage-therapy-for-lower-back-pain"
HOST = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Example Clinic</title>
<meta name="viewport" content="width=device-width">
<style>body{margin:0;font:18px/1.6 Georgia,serif;color:#333;background:#fffaf3}header{padding:20px;background:#e9e1d3}
main{max-width:44rem;padding:20px}</style>
<header>Example Clinic · Treatments · Prices · Find us</header><main><h1>Massage therapy in Jupiter</h1>
<p>We treat sore backs, stiff shoulders and tired legs.</p><p>Come as you are. The first visit takes an hour: half of it
is talk.</p></main><script src="/widget.js" defer></script>"""

Act = Callable[[Page], object]
Picture = tuple[str, str, str]
"""The state, the look, and the file's name."""


@dataclass(frozen=True)
class State:
    """One thing to see: where it is, what is done there, and in which looks it is looked at."""

    name: str
    path: str = "/"
    act: Act = lambda page: None
    looks: dict[str, dict[str, Any]] = field(default_factory=lambda: LOOKS)
    whole: bool = False
    """Whether the picture is of the whole page, not of what the window shows of it."""
    options: dict[str, Any] = field(default_factory=dict)


def ask(*questions: str) -> Act:
    def act(page: Page) -> None:
        for question in questions:
            before = page.locator("#log > *").count()
            page.fill("#question", question)
            page.keyboard.press("Enter")
            page.locator("#log > *").nth(before).wait_for()

    return act


def type_and_send(page: Page, text: str = QUESTION) -> None:
    page.fill("#question", text)
    page.keyboard.press("Enter")


def search(page: Page) -> None:
    page.route("**/", lambda route: None)  # never answered
    type_and_send(page)
    page.locator("#status:not(:empty)").wait_for()


def go_offline(page: Page) -> None:
    ask("What is Swedish massage?")(page)
    page.context.set_offline(True)
    type_and_send(page)
    page.locator("#retry:not([hidden])").wait_for()


def complete(page: Page) -> None:
    page.locator("#question").press_sequentially("what is mass", delay=30)
    page.locator("#known:not([hidden]) li").first.wait_for()
    page.keyboard.press("ArrowDown")


def say_why(page: Page) -> None:
    ask(QUESTION)(page)
    page.click(".feedback summary")
    page.locator(".feedback details button").last.scroll_into_view_if_needed()


def judge(page: Page) -> None:
    ask(QUESTION)(page)
    page.click(".feedback > button")
    page.locator("[aria-pressed=true]").scroll_into_view_if_needed()
    page.locator("#status:not(:empty)").wait_for()


def read_marked(page: Page) -> None:
    ask(QUESTION)(page)
    page.click(".source a")
    page.locator("mark").first.wait_for()


def ask_too_much(page: Page) -> None:
    page.evaluate("document.getElementById('question').value = 'x'.repeat(600)")
    page.locator("#ask").evaluate("(form) => form.submit()")


def send_too_much(page: Page) -> None:
    page.evaluate("document.getElementById('question').value = 'x '.repeat(90000)")
    page.locator("#ask").evaluate("(form) => form.submit()")
    page.locator("#question").wait_for(state="detached")


def print_it(page: Page) -> None:
    ask(QUESTION, "do you mend bicycles", "and which areas?")(page)
    page.emulate_media(media="print", color_scheme="light")


def become_host(page: Page) -> None:
    """Another site's page, with our widget on it."""
    page.route("**/host", lambda route: route.fulfill(body=HOST, content_type="text/html"))
    page.goto("/host")
    page.wait_for_function("'faqBot' in window")
    page.wait_for_timeout(500)


def open_widget(page: Page, question: str = "") -> None:
    become_host(page)
    page.evaluate("faqBot.open()")
    page.frame_locator("iframe").locator("#question").wait_for()
    page.wait_for_timeout(1000)
    if question:
        page.frame_locator("iframe").locator("#question").fill(question)
        page.frame_locator("iframe").locator("#question").press("Enter")
        page.frame_locator("iframe").locator(".exchange").wait_for()
        page.wait_for_timeout(300)


def turn_around(page: Page) -> None:
    ask("massage hurts", QUESTION)(page)
    page.evaluate("document.querySelectorAll('html, [dir=auto]').forEach((element) => (element.dir = 'rtl'))")


STATES = [
    State("empty", looks=ALSO),
    State("answered", act=ask(QUESTION), looks=ALSO),
    State("answered, all of it", act=ask(QUESTION), whole=True),
    State("a conversation", act=ask("What is Swedish massage?", "and which areas?"), whole=True),
    State("follow-up", act=ask("neuromuscular massage", "and which areas?"), looks=ALSO),
    State("spelling mended", act=ask("wat does swedsh masage do")),
    State("suggested", act=ask("will it hurt my knee"), looks=ALSO),
    State("suggested, all of it", act=ask("will it hurt my knee"), whole=True),
    State("refused", act=ask("do you mend bicycles"), looks=ALSO),
    State("refused, all of it", act=ask("do you mend bicycles"), whole=True),
    State("small talk", act=ask("hello")),
    State("error", act=lambda page: type_and_send(page, "x" * 501), looks=ALSO),
    State("error without script", act=ask_too_much),
    State("searching", act=search),
    State("offline", act=go_offline, looks=ALSO),
    State("known questions", act=complete, looks=ALSO),
    State("why not", act=say_why, looks=ALSO),
    State("helped", act=judge, looks=ALSO),
    State("without script", options={"java_script_enabled": False}),
    State("413", act=send_too_much),
    State("404", "/nowhere", looks=ALSO),
    State("articles", "/articles/"),
    State("article", ARTICLE),
    State("article marked", act=read_marked, looks=ALSO),
    State("Spanish", "/?lang=es", ask("do you mend bicycles")),
    State("right to left", act=turn_around, whole=True),
    State("printed", act=print_it, looks={"desktop": DESKTOP, "phone": PHONE}, whole=True),
    State("frame empty", "/embed", looks=IN_FRAME),
    State("frame answered", "/embed", ask(QUESTION), IN_FRAME),
    State("frame refused", "/embed", ask("do you mend bicycles"), IN_FRAME),
    State("frame offline", "/embed", go_offline, IN_FRAME),
    State("widget shut", act=become_host),
    State("widget open", act=lambda page: open_widget(page, QUESTION)),
    State("widget empty", act=open_widget, looks={"phone": PHONE, "desktop": DESKTOP}),
    State("demo", "/embed/demo", whole=True),
]


README = [
    State("chat", act=ask(QUESTION), looks={"": {"viewport": {"width": 800, "height": 700}, "device_scale_factor": 2}}),
    State("chat phone dark", act=ask("neuromuscular massage", "and which areas?"), looks={"": PHONE | DARK}),
    State(
        "widget", act=lambda page: open_widget(page, QUESTION), looks={"": {"viewport": {"width": 1100, "height": 760}}}
    ),
]


def pictures(browser: Browser, address: str, folder: Path, states: Iterable[State]) -> Iterator[Picture]:
    """Makes them one after the other, and says what went wrong."""
    for state in states:
        for look, options in state.looks.items():
            file = f"{state.name} {look}".strip().replace(" ", "-").replace(",", "") + ".png"
            context = browser.new_context(base_url=address, **options, **state.options)
            context.set_default_timeout(8_000)
            page = context.new_page()
            try:
                page.goto(state.path)
                state.act(page)
                if state.whole:  # in a window as high as the page, so that what sticks to its end is at the end
                    height = int(page.evaluate("document.documentElement.scrollHeight"))
                    page.set_viewport_size({"width": options["viewport"]["width"], "height": height})
                page.wait_for_timeout(150)
                page.screenshot(path=folder / file)
                yield state.name, look, file
            except Exception as error:  # one state that cannot be reached hides no other
                print(f"{state.name}, {look}: {str(error).splitlines()[0]}")
            context.close()


def reduce(picture: Path) -> None:
    """To 256 colours, where what can do that is installed: a third of the size."""
    with suppress(ImportError):
        from PIL import Image

        Image.open(picture).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(picture, optimize=True)


def index(made: list[Picture]) -> str:
    shown = [
        f'<figure><figcaption>{escape(look)}</figcaption><a href="{file}"><img src="{file}" alt=""></a></figure>'
        for _, look, file in made
    ]
    parts: dict[str, list[str]] = {}
    for (state, _, _), figure in zip(made, shown, strict=True):
        parts.setdefault(state, []).append(figure)
    body = "\n".join(f"<h2>{escape(state)}</h2>\n<div>{''.join(figures)}</div>" for state, figures in parts.items())
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title>
<style>body{{font:1rem sans-serif;background:#888}}div{{display:flex;flex-wrap:wrap;gap:1rem;align-items:start}}
figure{{margin:0}}img{{max-width:26rem;max-height:40rem;border:1px solid #000}}</style>
{body}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--only", default="", metavar="WORD", help="only states with this in their name")
    parser.add_argument("--docs", action="store_true", help="only the README's, into docs")
    chosen = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        parser.error("there is no Chromium; install it (apt-get install chromium), or name it in CHROMIUM")
    folder = ROOT / "docs" if chosen.docs else chosen.folder
    states = README if chosen.docs else [state for state in STATES if chosen.only in state.name]
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with sync_playwright() as playwright, serving(ROOT / "corpus") as address:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        made = list(pictures(browser, address, folder, states))
        browser.close()
    if chosen.docs:
        for _, _, file in made:
            reduce(folder / file)
    else:
        (folder / "index.html").write_text(index(made), "utf-8")
    wanted = sum(len(state.looks) for state in states)
    print(f"{len(made)} of {wanted} pictures in {time.monotonic() - started:.0f} s: {folder}")


if __name__ == "__main__":
    main()
