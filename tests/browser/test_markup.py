"""Can words from anywhere become markup?

Payloads of every kind go in wherever words go in, and the pages are looked at in a browser whose own defence, the
content security policy, is switched off: what is put on a page has to be text by itself.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from faq_bot.content.corpus import load_corpus
from faq_bot.content.documents import plain
from faq_bot.errors import CorpusError
from faq_bot.settings import Settings
from web import create_app

Visit = Callable[..., Page]
Serve = Callable[[Path], Any]

pytestmark = pytest.mark.slow

RUN = "window.__xss=1"

PAYLOADS: Mapping[str, str] = {
    # elements that run by themselves
    "script": f"<script>{RUN}</script>",
    "script from elsewhere": "<script src=//example.invalid/__xss.js></script>",
    "script from data": f"<script src='data:text/javascript,{RUN}'></script>",
    "module": f'<script type="module">{RUN}</script>',
    "mixed case": f"<ScRiPt>{RUN}</sCrIpT>",
    "slash for a space": f"<script/x>{RUN}</script>",
    "script in a script": f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    "unclosed script": f"<script>{RUN}//",
    "entities": f"&lt;script&gt;{RUN}&lt;/script&gt;",
    "numeric entities": f"&#60;script&#62;{RUN}&#60;/script&#62;",
    "hexadecimal entities": f"&#x3C;img src=x onerror={RUN}&#x3E;",
    "entities twice": f"&amp;lt;script&amp;gt;{RUN}&amp;lt;/script&amp;gt;",
    # event handlers
    "image": f"<img src=x onerror={RUN}>",
    "image, quoted": f"<img src='x' onerror='{RUN}'>",
    "image, slashes": f"<img/src=x/onerror={RUN}>",
    "image, no end": f"<img src=x onerror={RUN} ",
    "image, line break": f"<img src=x\nonerror={RUN}\n>",
    "image, backticks": f"<img src=`x` onerror=`{RUN}`>",
    "focus": f"<input autofocus onfocus={RUN}>",
    "details": f"<details open ontoggle={RUN}>",
    "audio": f"<audio src=x onerror={RUN}></audio>",
    "video": f"<video><source onerror={RUN}></video>",
    "marquee": f"<marquee onstart={RUN}>",
    "animation": f"<b style='animation:x' onanimationstart={RUN}>b</b>",
    "unknown element": f"<x-x tabindex=0 autofocus onfocus={RUN}>",
    "body": f"<body onload={RUN}>",
    "pop-up": f"<button popovertarget=p>b</button><div popover id=p onbeforetoggle={RUN}></div>",
    # other namespaces
    "svg": f"<svg onload={RUN}>",
    "svg script": f"<svg><script>{RUN}</script></svg>",
    "svg script, entities": "<svg><script>window.__xss&#61;1</script></svg>",
    "svg animation": f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    "svg link": f"<svg><a xlink:href='javascript:{RUN}'><text y=9>t</text></a></svg>",
    "svg foreign": f"<svg><foreignObject><iframe srcdoc='<script>parent.{RUN}</script>'></foreignObject></svg>",
    "math": f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    "math link": f"<math href='javascript:{RUN}'>m</math>",
    # what a browser's own mending of markup may bring to life
    "mended paragraph": f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    "mended style": f"<svg></p><style><a id='</style><img src=x onerror={RUN}>'>",
    "mended table": f"<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror={RUN}>'>",
    "mended form": f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={RUN}>",
    "comment": f"<!--><img src=x onerror={RUN}>-->",
    "character data": f"<![CDATA[><img src=x onerror={RUN}>]]>",
    "processing": f"<?xml-stylesheet ><img src=x onerror={RUN}> ?>",
    # out of where words stand
    "out of a value": f'"><img src=x onerror={RUN}>',
    "out of a value, single": f"'><img src=x onerror={RUN}>",
    "a further attribute": f'" autofocus onfocus="{RUN}',
    "a further attribute, single": f"' onmouseover='{RUN}' x='",
    "out of the title": f"</title><script>{RUN}</script>",
    "out of a text area": f"</textarea><script>{RUN}</script>",
    "out of a script": f"</script><script>{RUN}</script>",
    "out of a script, comment": f"<!--<script>--></script><script>{RUN}</script>",
    "out of JSON": f'"}}</script><script>{RUN}</script>',
    "out of a string": f"';{RUN};//",
    "out of a template string": "${window.__xss=1}",
    "out of a style": f"</style><script>{RUN}</script>",
    "out of an article": f"</h2></article></div></main><script>{RUN}</script>",
    # frames and other documents
    "frame document": f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "frame address": f"<iframe src='javascript:parent.{RUN}'></iframe>",
    "object": f"<object data='javascript:{RUN}'></object>",
    "embed": f"<embed src='data:text/html,<script>parent.{RUN}</script>'>",
    "base": "<base href='//example.invalid/__xss/'>",
    "refresh": f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "form": f"<form action='javascript:{RUN}'><button>b</button></form>",
    "template": f"<template shadowrootmode=open><script>{RUN}</script></template>",
    # links
    "javascript link": f"<a href='javascript:{RUN}'>a</a>",
    "javascript link, tab": f"<a href='java\tscript:{RUN}'>a</a>",
    "data link": f"<a href='data:text/html,<script>{RUN}</script>'>a</a>",
    "markdown link": f"[a](javascript:{RUN})",
    "markdown link, entities": f"[a](&#106;avascript:{RUN})",
    "markdown image": f'![a](x "onerror={RUN}")',
    "markdown breakout": f'[a](https://example.com/"onmouseover="{RUN})',
    "markdown reference": f"[a]: javascript:{RUN}",
    "markdown autolink": f"<javascript:{RUN}>",
    "address": f"javascript:{RUN}//",
    # styles
    "style": f"<style>@import 'javascript:{RUN}';</style>",
    "style attribute": f"<b style='background:url(javascript:{RUN})'>b</b>",
    "style sheet": "<link rel=stylesheet href=//example.invalid/__xss.css>",
    # signs
    "null": f"<scr\0ipt>{RUN}</scr\0ipt>",
    "null in an image": f"<img src=x \0onerror={RUN}>",
    "zero width": f"<scr\u200bipt>{RUN}</script>",
    "right to left": f"\u202e>tpircs/<1=ssx__.wodniw>tpircs<\u202c <script>{RUN}</script>",
    "isolates": f"\u2066<img src=x onerror={RUN}>\u2069",
    "full width": "<script>window.__xss=1</script>",  # folded, it would be a script
    "small signs": "\ufe64img src=x onerror=window.__xss\ufe661\ufe65",
    "overlong": "\u00c0\u00bcscript\u00c0\u00bewindow.__xss=1",
    "UTF-7": "+ADw-script+AD4-window.__xss=1+ADw-/script+AD4-",
    "percent": "%3Cscript%3Ewindow.__xss=1%3C/script%3E",
    "line separators": f"\u2028{RUN}\u2029<img src=x onerror={RUN}>",
    # templates
    "jinja": "{{ 7*7 }}{{ cycler.__init__.__globals__.__xss }}",
    "jinja block": "{% if 7*7 == 49 %}__xss{% endif %}",
    "jinja comment": "{# __xss #}shown",
    "format": "{name.__class__.__xss}{0}%(name)s",
}

CHUNKS = [list(PAYLOADS.values())[start : start + 8] for start in range(0, len(PAYLOADS), 8)]

ODD = """() => {
    const found = window.__xss ? ['ran'] : [];
    const plain = new Set(('a article b blockquote body br button caption cite code dd details dialog div dl dt em '
        + 'footer form h1 h2 h3 h4 h5 h6 head header hr html input label li link main mark meta nav ol option p pre '
        + 'section select small span strong summary table tbody td textarea th thead time title tr ul').split(' '));
    const own = (address) => new URL(address, location.href).origin === location.origin;
    const known = (one) => one.localName === 'iframe' ? own(one.src)
        : one.localName !== 'script' ? plain.has(one.localName)
        : one.src ? own(one.src) : one.type === 'application/ld+json';
    const within = (root) =>
        root ? [...root.querySelectorAll('*')].flatMap((one) => [one, ...within(one.shadowRoot)]) : [];
    for (const one of within(document)) {
        if (one.localName === 'faq-bot-widget') continue;
        const ours = one.namespaceURI === 'http://www.w3.org/1999/xhtml' && known(one);
        if (!ours) found.push(one.outerHTML.slice(0, 300));
        for (const {name, value} of one.attributes) {
            const address = ['href', 'src', 'action', 'formaction', 'cite', 'data', 'poster'].includes(name);
            const protocol = address ? new URL(value, location.href).protocol : 'https:';
            const styled = name === 'style' && one.id !== 'known';  // whose height complete.js sets
            if (/^on|srcdoc|[^a-z-]/.test(name) || styled || !['http:', 'https:', 'mailto:', 'tel:'].includes(protocol)
                || (one.localName === 'link' && address && one.rel !== 'canonical' && !own(value))
                || (name === 'http-equiv'))
                found.push(`${name}=${value.slice(0, 200)} in ${one.localName}`);
        }
    }
    return found;
}"""

ASK_ALL = """(asked) => new Promise((resolve, reject) => {
    const log = document.getElementById('log');
    let next = 0;
    const ask = () => document.dispatchEvent(new CustomEvent('faq-bot:ask', {detail: asked[next++]}));
    new MutationObserver(() => next < asked.length ? setTimeout(ask) : resolve()).observe(log, {childList: true});
    setTimeout(() => reject(`${next} of ${asked.length}: ${document.getElementById('problem').textContent}`), 60000);
    ask();
})"""


def word(number: int) -> str:
    """A word that only one payload's texts have."""
    return "marker" + "".join("bcdfghjklm"[int(digit)] + "aeiouaeiou"[int(digit)] for digit in f"{number:03}")


def documents() -> Iterator[tuple[str, str]]:
    """Files that are made of nothing but payloads; each payload on its own, so that none hides another."""
    rows = [
        {
            "id": f"row-{number}",
            "question": f"What is {word(number)} {text}?",
            "answer": f"{text} is what {word(number)} says.",
            "also_asked": [f"{text} {word(number)} otherwise"],
            "section": text,
            "source": text,
        }
        for number, text in enumerate(PAYLOADS.values())
    ]
    yield "rows.jsonl", "\n".join(map(json.dumps, rows))
    texts = list(map(_without_null, PAYLOADS.values()))
    for number, text in enumerate(texts):
        own, line, address = word(number + 200), " ".join(text.split()), f"https://example.com/?{quote(text)}"
        yield (
            f"article-{number}.md",
            f"---\ntitle: A {line}\nurl: {address}\nupdated: 2026-03-02\n---\n\n"
            f"# {line}\n\nFirst words.\n\n{text}\n\nThe {own} is here. [{line}]({address}) <{line}>\n\n"
            f"## What is {own} {line}?\n\n{text} is what {own} says.\n\n- {line}\n- `{line}`\n\n    {line}\n",
        )
    lines = [" ".join(text.split()) for text in texts]
    yield "plain.txt", "Plain title\n\n" + "\n\n".join(f"{line}?\n\nThe answer is {line}." for line in lines)
    escaped = [line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines]
    yield "escaped.html", "<title>Escaped</title>" + "".join(f"<h2>{line}</h2><p>{line} too</p>" for line in escaped)
    for number, some in enumerate(CHUNKS):
        body = "".join(f"<h2>{line}</h2><p>Words {line}</p>" for line in map(_without_null, some))
        yield f"raw-{number}.html", f"<title>{_without_null(some[-1])}</title><h1>Raw</h1><p>First words</p>{body}"
    yield (
        "table.csv",
        "question,answer\n"
        + "\n".join('"What of {0}?","It is {0}."'.format(text.replace('"', '""')) for text in texts),
    )
    yield "_clinic.toml", 'name = "Willow Clinic"\nphone = "01632 960123"\n'


def _without_null(text: str) -> str:
    """A payload as a text file may hold it."""
    return text.replace("\0", " ")


NAMES = (
    "<img src=x onerror=window.__xss=1>.md",
    '" onmouseover="window.__xss=1.md',
    "' onmouseover='window.__xss=1.md",
    "javascript:window.__xss=1.md",
    "{{ 7*7 }}.md",
    "%3Cscript%3E&lt;b&gt;.md",
    "\u202egnihton.md",
    "?mark=1#<b>.md",
)


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> Iterator[str]:
    """The address of a server whose corpus is made of payloads."""
    folder = tmp_path_factory.mktemp("poisoned")
    for name, content in documents():
        (folder / name).write_text(content)
    for number, name in enumerate(NAMES):
        (folder / name).write_text(f"# File {number}\n\nThe file named {word(900 + number)} is this one.\n")
    with serve(folder) as address:
        yield address


@pytest.fixture
def look(browser: Browser, poisoned: str) -> Iterator[Callable[..., Page]]:
    """A page of the poisoned site, without the content security policy; at the end nothing may have run anywhere."""
    context = browser.new_context(base_url=poisoned, bypass_csp=True)
    context.set_default_timeout(10_000)
    wrong: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(poisoned):
            wrong.append(request.url)

    def open_page(path: str = "/", without: str = "") -> Page:
        page = context.new_page()
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("request", note)
        if without:
            page.route(re.compile(without), lambda route: route.abort())
        page.goto(path)
        return page

    yield open_page
    for page in context.pages:
        assert page.evaluate("window.__xss") is None
    context.close()
    assert wrong == []


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS.values())) >= 60
    assert all("__xss" in text or "ssx__" in text for text in PAYLOADS.values())


def shown(page: Page, selector: str) -> list[str]:
    """The texts of elements, as one reads them."""
    return [" ".join(text.split()) for text in page.locator(selector).all_text_contents()]


def test_what_is_asked_and_what_is_quoted_stay_text(look: Callable[..., Page]) -> None:
    page = look()
    asked = [plain(text) for text in PAYLOADS.values()]
    page.evaluate(ASK_ALL, list(PAYLOADS.values()))
    assert shown(page, ".question") == [f"You asked: {' '.join(text.split())}" for text in asked]
    assert page.evaluate(ODD) == []

    page = look("/")
    choices = [{"choice": f"rows#row-{number}", "question": text} for number, text in enumerate(PAYLOADS.values())]
    page.evaluate(ASK_ALL, choices)
    answers = [f"{text} is what {word(number)} says." for number, text in enumerate(asked)]
    assert shown(page, ".quotation") == answers
    assert shown(page, ".source cite")[0] == asked[0]
    assert page.evaluate(ODD) == []


def test_without_script_they_stay_text(look: Callable[..., Page]) -> None:
    """Each payload as an earlier question, as the choice of one, as a choice, as a verdict, and as what stays typed."""
    page = look(without=r"/static/(chat|complete)\b")
    texts, kept = list(PAYLOADS.values()), 9
    for start in range(0, len(texts), kept):
        some = texts[start : start + kept]
        fields = [pair for text in some for pair in (("history", text), ("how", text))]
        submit(page, [*fields, ("question", some[-1])])
        assert shown(page, ".question") == [f"You asked: {' '.join(plain(text).split())}" for text in [*some, some[-1]]]
        assert page.evaluate("[...document.querySelectorAll('#ask [name=history]')].map((one) => one.value)") == [
            plain(text) for text in [*some, some[-1]]
        ]
        assert page.evaluate(ODD) == []
        chosen = [
            pair
            for number in range(start, start + len(some))
            for pair in (("history", "x"), ("how", f"rows#row-{number}"))
        ]
        submit(page, [*chosen, ("exact", some[0])])
        assert shown(page, ".quotation")[: len(some)] == [
            f"{plain(text)} is what {word(start + number)} says." for number, text in enumerate(some)
        ]
        assert page.evaluate(ODD) == []
    for number, text in enumerate(texts[::4]):
        name = ("choice", "alone", "feedback", "question", "how", "host")[number % 6]
        submit(page, [(name, text), ("question", f"{text} {'x' * 501}")])
        assert page.evaluate(ODD) == []
        if name in ("how", "host"):
            assert plain(text) in page.input_value("#question")


def submit(page: Page, fields: Sequence[tuple[str, str]]) -> None:
    """Send a form as the page without script does: another page comes."""
    with page.expect_navigation():
        page.evaluate(
            """(fields) => {
                const form = document.createElement('form');
                Object.assign(form, {method: 'post', action: location.pathname});
                for (const [name, value] of fields) {
                    const input = document.createElement('textarea');
                    Object.assign(input, {name, value});
                    form.append(input);
                }
                document.body.append(form);
                HTMLFormElement.prototype.submit.call(form);
            }""",
            fields,
        )


def test_what_is_typed_and_known_stays_text(look: Callable[..., Page]) -> None:
    page = look()
    for number in range(0, len(PAYLOADS), 8):
        page.fill("#question", "")
        page.locator("#question").press_sequentially(f"what is {word(number)}")
        page.locator("#known [role=option]", has_text=word(number)).first.wait_for()
        assert page.evaluate(ODD) == []
    page.reload()
    page.evaluate(
        "(turns) => sessionStorage.setItem('faq-bot', JSON.stringify(turns))",
        [{"question": text, "how": text} for text in list(PAYLOADS.values())[:10]],
    )
    page.reload()
    page.locator(".exchange").nth(9).wait_for()
    assert page.evaluate(ODD) == []


SAID = f"""() => [({ODD})(), document.querySelector('h1').textContent, document.title, [
    ...document.querySelectorAll('[type="application/ld+json"]')].map((one) => JSON.parse(one.textContent))]"""


def test_articles_stay_text(look: Callable[..., Page]) -> None:
    page = look("/articles/")
    assert page.evaluate(ODD) == []
    titles = shown(page, ".articles a")
    assert sum("__xss" in title for title in titles) >= 60
    addresses = page.eval_on_selector_all(".articles a", "(all) => all.map((one) => one.getAttribute('href'))")
    for title, address in zip(titles, addresses, strict=True):
        page.goto(address, wait_until="domcontentloaded")
        odd, heading, name, data = page.evaluate(SAID)
        assert (odd, heading, " ".join(name.split())) == ([], title, f"{title} – Willow Clinic"), address
        assert [one.get("headline", one.get("name")) for one in data] == [title]
    page.goto("/articles/rows")
    said = " ".join(page.locator("main").inner_text().split())
    for text in PAYLOADS.values():
        assert " ".join(plain(text).split()) in said


ADDRESSES = {
    "language": "/?lang={0}",
    "a parameter that is none": "/?{0}={0}",
    "frame": "/embed?lang={0}&colour={0}&host={0}",
    "demo": "/embed/demo?label={0}&colour={0}&side={0}&lang={0}&open={0}",
    "passage and mark": "/articles/rows?passage={0}&mark={0}&lang={0}",
    "articles": "/articles/?lang={0}",
    "no such page": "/nothing/{0}?{0}",
    "no such article": "/articles/{0}",
    "theme": "/theme.css?colour={0}",
    "failed": "/fail/500?{0}",
}


@pytest.mark.parametrize("where", ADDRESSES)
def test_what_an_address_says_stays_text(look: Callable[..., Page], where: str) -> None:
    page = look()
    for text in PAYLOADS.values() if where == "demo" else map(" ".join, CHUNKS):
        page.goto(ADDRESSES[where].format(quote(text, safe="")), wait_until="domcontentloaded")
        assert page.evaluate(ODD) == []


def test_the_check_itself_finds_what_is_markup(browser: Browser) -> None:
    """Written into a page as they are, all payloads are found but those that are none there."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html><title>t</title>", content_type="text/html"))
    page.goto("http://localhost/")
    page.on("dialog", lambda dialog: dialog.dismiss())
    found = page.evaluate(
        f"""(texts) => texts.map((text) => {{
            delete window.__xss;
            document.body.innerHTML = `<p>${{text}}</p><input value="${{text}}"><input value='${{text}}'>`;
            return ({ODD})().length > 0;
        }})""",
        list(PAYLOADS.values()),
    )
    page.close()
    assert found.count(True) >= 60, [name for name, was in zip(PAYLOADS, found, strict=True) if not was]


NO_ADDRESSES = {
    "javascript": "javascript:window.__xss=1",
    "mixed case": "JaVaScRiPt:window.__xss=1",
    "data": "data:text/html,<script>window.__xss=1</script>",
    "with a host": "javascript://example.com/%0Awindow.__xss=1",
    "vbscript": "vbscript:x",
    "no scheme": "//example.com/x",
    "space before": " javascript:window.__xss=1",
}


@pytest.mark.parametrize("address", NO_ADDRESSES.values(), ids=NO_ADDRESSES)
@pytest.mark.parametrize("where", ["booking_url", "contact_url", "front matter"])
def test_what_is_no_address_is_not_taken_for_one(write_corpus: Callable[..., Path], where: str, address: str) -> None:
    article = f"---\nurl: {json.dumps(address)}\n---\n" if where == "front matter" else ""
    facts = f"{where} = {json.dumps(address)}" if where != "front matter" else ""
    folder = write_corpus({"a.md": f"{article}# Title\n\nSome words.\n", "_clinic.toml": facts})
    with pytest.raises(CorpusError, match="address"):
        load_corpus(folder)


def named() -> list[list[str]]:
    """The payloads, as many together as a clinic's name may be long."""
    found: list[list[str]] = []
    for text in sorted(PAYLOADS.values(), key=len, reverse=True):
        room = (some for some in found if len(" ".join(map(plain, [*some, text]))) <= 100)
        some = next(room, None)
        found.append([text]) if some is None else some.append(text)
    return found


@pytest.mark.parametrize("texts", named(), ids=itertools.count())
def test_the_clinics_own_words_stay_text(browser: Browser, write_corpus: Callable[..., Path], texts: list[str]) -> None:
    """The clinic's name, numbers and addresses, its replies and its synonyms, on every kind of page."""
    lines = [plain(text) for text in texts]
    every, clinic = " ".join(lines), json.dumps(" ".join(lines))
    number, address = f"012 {every}"[:40], json.dumps(f"https://example.com/?{every}")
    call = json.dumps(number)
    folder = write_corpus(
        {
            "_clinic.toml": f"name = {clinic}\nphone = {call}\nbooking_url = {address}\ncontact_url = {address}\n"
            f"[emergency]\nemergency = {call}\nurgent = {call}\ncrisis = {call}\n",
            "_small_talk.toml": f'[hello]\nsaid = ["hello"]\nreply = {json.dumps(every + " {name} {phone}")}\n',
            "_synonyms.txt": "".join(f"{re.sub('[,#=>]', ' ', line)}, massage\n" for line in lines),
            "massage.md": "# Massage\n\nA massage loosens the muscles of the back.\n",
        }
    )
    client = create_app(Settings(corpus=folder), follow=False).test_client()

    def answer(route: Route) -> None:
        request = route.request
        path = request.url.partition("http://localhost")[2]
        said = client.open(path, method=request.method, data=request.post_data_buffer, headers=dict(request.headers))
        route.fulfill(status=said.status_code, body=said.data, headers={"content-type": said.content_type or ""})

    context = browser.new_context(base_url="http://localhost", bypass_csp=True)
    page = context.new_page()
    ran: list[str] = []
    page.on("dialog", lambda dialog: ran.append(dialog.message))
    page.route("**/*", answer)
    for path in ("/", "/embed", "/articles/", "/articles/massage", "/nothing", "/embed/demo"):
        page.goto(path)
        assert page.evaluate(ODD) == [], path
        assert every in page.title() or path == "/embed/demo"
    page.goto("/")
    assert shown(page, ".name") == [" ".join(every.split())]
    page.evaluate(ASK_ALL, ["hello", "do you mend bicycles", "massage", *texts])
    assert shown(page, ".message")[0] == " ".join(f"{every} {every} {number}".split())
    assert page.evaluate(ODD) == []
    context.close()
    assert ran == []
