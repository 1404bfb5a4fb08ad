// The widget: a button in the corner of any page and, once it is opened, the chat in a frame of our own site. It adds one
// node and one name, `faqBot`, to the page; loads nothing before it is opened; stores nothing; and whatever happens, it
// throws nothing into the page that it is a guest of.
// It is sent without comments and without the spaces beside punctuation: write none of those within a string.
(() => {
  const SET = "what the server puts here"; // { language, colour, words: { en: [label, ...], ... } }

  const warn = (...told) => console.warn("faq-bot:", ...told);

  const guarded =
    (act) =>
    (...given) => {
      try {
        act(...given);
      } catch (fault) {
        warn(fault);
      }
    };

  // White or black, whichever reads better on a colour. By the luminance of WCAG, all but the straight foot of its curve,
  // which is dark anyway: the contrast is 4.5 or more.
  const inkOn = (colour) => {
    const [red, green, blue] = colour.match(/\w\w/g).map((part) => ((+`0x${part}` + 14) / 269) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.18 ? "#fff" : "#000";
  };

  // A style sheet made here needs no leave from the page's content security policy. Where rules are important, those
  // within the shadow win. Lengths follow the text size that the reader has set, not the page's. What is `Canvas` is dark
  // for those who like it dark.
  const css = (colour, side) => `
    :host {
      all: initial !important;
      display: contents !important;
    }
    .all {
      all: initial;
      position: fixed;
      inset: 0 auto auto 0;
      z-index: 2147483647;
      color-scheme: light dark;
      color: CanvasText;
      font: medium/1.4 system-ui, sans-serif;
      overflow-wrap: anywhere;
    }
    * {
      box-sizing: border-box;
    }
    .launcher,
    .panel {
      position: fixed;
      bottom: max(1em, env(safe-area-inset-bottom));
      ${side}: max(1em, env(safe-area-inset-${side}));
      box-shadow: 0 1px 3px #0002, 0 6px 24px #0003;
    }
    button {
      min-width: 44px;
      min-height: 44px;
      padding: 0.4em 1.2em;
      border: 1px solid #8888;
      border-radius: 1.7em;
      background: none;
      color: inherit;
      font: inherit;
      cursor: pointer;
    }
    :focus-visible {
      outline: 3px solid;
      outline-offset: -6px;
    }
    .launcher {
      display: flex;
      align-items: center;
      min-height: 3.25em;
      max-width: 90vw;
      background: ${colour};
      color: ${inkOn(colour)};
      font-weight: 600;
    }
    .launcher::before,
    .bar::before {
      content: "";
      flex: none;
      width: 1em;
      height: 1em;
      margin-inline-end: 0.7em;
      border: 0.25em solid;
      border-radius: 50% 50% 50% 0;
    }
    .panel:not([hidden]) {
      display: flex;
      flex-direction: column;
      width: 25em;
      height: min(40em, 100dvh - 6em);
      margin-bottom: 4em;
      border: 1px solid #8884;
      border-radius: 1em;
      background: Canvas;
      overflow: hidden;
      outline: 0;
    }
    .bar {
      display: flex;
      align-items: center;
      padding: 0.2em 0.2em 0.2em 1.2em;
      border-bottom: 1px solid #8884;
    }
    .bar::before {
      color: color-mix(in srgb, CanvasText 20%, ${colour});
    }
    b {
      flex: 1;
    }
    .close {
      padding: 0;
      border: 0;
      font-size: 1.5em;
    }
    .close::before {
      content: "×" / "";
    }
    .note {
      display: grid;
      flex: 1;
      place-content: center;
      gap: 1em;
      padding: 1em;
      text-align: center;
      overflow: auto;
    }
    iframe {
      flex: 1;
      border: 0;
    }
    .note:empty {
      position: absolute;
      padding: 0;
    }
    .waits iframe {
      position: absolute;
      visibility: hidden;
    }
    a {
      padding: 0.6em;
      color: inherit;
    }
    @media (max-width: 666px), (max-height: 479px) {
      .panel:not([hidden]) {
        inset: 0;
        width: auto;
        height: 100dvh;
        margin: 0;
        padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom)
          env(safe-area-inset-left);
        border: 0;
        border-radius: 0;
      }
      [aria-expanded="true"] {
        visibility: hidden;
      }
    }
    @media print {
      .all {
        display: none;
      }
    }`;

  const make = (name, given, ...inner) => {
    const made = Object.assign(document.createElement(name), given);
    made.append(...inner);
    return made;
  };

  guarded(() => {
    const waiting = window.faqBot;
    if (waiting?.ask) return; // another tag was first
    const tag = document.currentScript;
    const site = new URL(".", tag.src);

    const option = (name, allowed, usual) => {
      const given = tag.dataset[name]?.trim();
      if (!given || allowed.test(given)) return given || usual;
      warn(`data-${name}`, "cannot be", given);
      return usual;
    };
    const known = RegExp("^" + Object.keys(SET.words).join("|^"), "i");
    const ofPage = known.exec(document.documentElement.lang) || SET.language;
    const language = option("language", known, `${ofPage}`).slice(0, 2).toLowerCase();
    const [usualLabel, closing, wait, unreachable, again, fullPage] = SET.words[language];
    const label = option("label", /^.{1,60}$/, usualLabel);
    const side = option("side", /^(left|right)$/, "right");
    let colour = option("colour", /^#([\da-f]{3}){1,2}$/i, SET.colour);
    if (colour.length < 5) colour = colour.replace(/\w/g, "$&$&");
    const shade = colour === SET.colour ? "" : `&colour=${colour.slice(1)}`;

    const launcher = make(
      "button",
      {
        className: "launcher",
        ariaHasPopup: "dialog",
        onclick: () => (panel.hidden ? show(true) : close()),
      },
      label,
    );
    const closer = make("button", { className: "close", ariaLabel: closing, onclick: () => close() });
    const note = make("div", { className: "note", role: "status" });
    const panel = make(
      "div",
      { className: "panel", role: "dialog", ariaLabel: label, tabIndex: -1 },
      make("div", { className: "bar" }, make("b", {}, label), closer),
      note,
    );
    const onkeydown = (event) => {
      if (event.key === "Escape" && !panel.hidden) {
        event.stopPropagation();
        close();
      }
    };
    const all = make(
      "section",
      { className: "all", ariaLabel: label, lang: language, dir: "ltr", popover: "manual", onkeydown },
      launcher,
      panel,
    );
    const node = make("faq-bot-widget");
    const root = node.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css(colour, side));
    root.adoptedStyleSheets = [sheet];
    root.append(all);

    const asked = [];
    let frame;
    let isReady; // the frame shows our page, and listens
    let isHeard; // it has said so since it was loaded last
    let isWanted; // the focus is to go there
    let timer;

    const now = (ready, ...told) => {
      clearTimeout(timer);
      isReady = ready;
      panel.classList.toggle("waits", !ready);
      note.replaceChildren(...told);
    };

    const fail = () =>
      now(
        false,
        unreachable,
        make("button", { onclick: () => (close(), show(true)) }, again),
        make("a", { href: site, target: "_blank", rel: "noopener" }, fullPage),
      );

    const load = () => {
      now(false);
      timer = setTimeout(() => {
        now(false, wait);
        timer = setTimeout(fail, 9000);
      }, 1000);
      if (!frame) {
        frame = make("iframe", { title: label });
        frame.onload = () => {
          clearTimeout(timer);
          timer = setTimeout(() => {
            if (!isHeard) fail();
            isHeard = false;
          }, 1500);
        };
        if (site.origin !== location.origin) // within our own site it would be none, and browsers warn of it
          frame.sandbox = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox";
      }
      frame.src = `${site}embed?lang=${language}&host=${location.origin}${shade}`;
      panel.append(frame);
    };

    // The frame speaks first: to speak to a frame that shows an error page is an error on this page's console.
    const speak = () => {
      const send = (message) => frame.contentWindow.postMessage(message, site.origin);
      if (!isReady) return;
      if (isWanted && root.activeElement) {
        frame.focus();
        send({ focus: true });
      }
      isWanted = false;
      asked.splice(0).forEach((ask) => send({ ask }));
    };

    const expand = (open) => {
      panel.hidden = !open;
      launcher.ariaExpanded = open;
    };

    const show = (withFocus) => {
      if (panel.hidden) {
        expand(true);
        if (withFocus) panel.focus();
        isWanted = withFocus;
        if (!isReady) load();
      }
      speak();
    };

    const close = () => {
      const isWithin = root.activeElement;
      expand(false);
      if (isWithin) launcher.focus();
    };

    addEventListener("message", ({ source, origin, data }) => {
      if (source !== frame?.contentWindow || origin !== site.origin) return;
      if (data?.faqBot === "close") close();
      if (data?.faqBot === "ready") {
        isHeard = true;
        now(true);
        speak();
      }
    });

    const calls = {
      open: guarded(() => show(true)),
      close: guarded(close),
      ask: guarded((text) => {
        if (text) asked.push(`${text}`);
        show(true);
      }),
      push: guarded((...queued) => queued.forEach(([name, ...given]) => calls[name](...given))),
    };
    window.faqBot = calls;
    expand(false);

    const settle = guarded(() => {
      document.body.append(node);
      all.showPopover?.(); // above all else, and where the window's corner is, whatever is transformed
      if (option("open", /^(true|false)$/) === "true") show();
      if (Array.isArray(waiting)) calls.push(...waiting);
    });
    if (document.body) settle();
    else addEventListener("DOMContentLoaded", settle);
  })();
})();
