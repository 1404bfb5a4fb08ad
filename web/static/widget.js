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

  // White or black, whichever reads better on a colour: by the luminance of WCAG, roughly, fourteen times as large. The
  // contrast is above 4.5 for each of the colours there are.
  const inkOn = (colour) => {
    const [red, green, blue] = colour.match(/\w\w/g).map((part) => ((+`0x${part}` + 14) / 269) ** 2.4);
    return 3 * red + 10 * green + blue < 2.5 ? "#fff" : "#000";
  };

  // A style sheet made here needs no leave from the page's content security policy. Where rules are important, those
  // within the shadow win. Lengths follow the text size that the reader has set, not the page's. A dialog is dark for
  // those who like it dark.
  const css = (colour, side) => `
    :host {
      all: initial !important;
      display: contents !important;
    }
    .all {
      all: initial;
      position: fixed;
      z-index: 2147483647;
      inset: 0 auto auto 0;
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
      inset: auto;
      bottom: max(1em, env(safe-area-inset-bottom));
      ${side}: max(1em, env(safe-area-inset-${side}));
      max-width: 90vw;
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
    .launcher,
    .bar {
      display: flex;
      align-items: center;
      min-height: 3.25em;
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
    .panel[open] {
      display: flex;
      flex-direction: column;
      width: 25em;
      height: min(40em, 100dvh - 6em);
      margin: 0 0 4em;
      padding: 0;
      border: 1px solid #8888;
      border-radius: 1em;
      overflow: hidden;
      outline: 0;
    }
    .panel:modal {
      inset: 0;
      min-width: 100%;
      min-height: 100dvh;
      margin: 0;
      padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
      border: 0;
      border-radius: 0;
    }
    .bar {
      padding-inline-start: 1.2em;
    }
    b {
      flex: 1;
    }
    .bar button {
      border: 0;
    }
    .note {
      display: grid;
      place-content: center;
      gap: 1em;
      text-align: center;
      overflow: auto;
    }
    .note:not(:empty) {
      flex: 1;
      padding: 1em;
    }
    iframe {
      flex: 1;
      border: 0;
    }
    .note:not(:empty) + iframe {
      position: absolute;
      visibility: hidden;
    }
    a {
      padding: 0.6em;
      color: inherit;
    }
    @media print {
      .all {
        display: none;
      }
    }`;

  const make = (name, given, ...inner) => {
    const made = document.createElement(name);
    for (const key in given) {
      if (key in made) made[key] = given[key];
      else made.setAttribute(key, given[key]);
    }
    made.append(...inner);
    return made;
  };

  guarded(() => {
    const waiting = window.faqBot;
    if (typeof waiting?.ask === "function") return waiting.push(); // another tag was first
    const tag = document.currentScript;
    const site = new URL(".", tag.src);

    const option = (name, allowed) => {
      const given = tag.dataset[name]?.trim();
      if (!given || allowed.test(given)) return given;
      warn(`data-${name}`, "cannot be", given);
    };
    const known = RegExp(`^(?:${Object.keys(SET.words).join("|")})\\b`, "i");
    const wanted = option("language", known) || document.documentElement.lang;
    const language = `${known.exec(wanted) || SET.language}`.toLowerCase();
    const [usualLabel, title, closing, wait, unreachable, again, fullPage] = SET.words[language];
    const label = option("label", /^.{1,60}$/u) || usualLabel;
    const side = option("side", /^(left|right)$/) || "right";
    let colour = option("colour", /^#([\da-f]{3}){1,2}$/i) || SET.colour;
    if (colour.length < 5) colour = colour.replace(/\w/g, "$&$&");
    const shade = colour === SET.colour ? "" : `&colour=${colour.slice(1)}`;

    const launcher = make(
      "button",
      {
        class: "launcher",
        "aria-haspopup": "dialog",
        onclick: () => (panel.open ? close() : show(true)),
      },
      label,
    );
    const expand = () => launcher.setAttribute("aria-expanded", panel.open);
    const note = make("div", { class: "note", role: "status" });
    const panel = make(
      "dialog",
      { class: "panel", "aria-label": label, tabIndex: -1, onclose: expand },
      make("div", { class: "bar" }, make("b", {}, label), make("button", { onclick: () => close() }, closing)),
      note,
    );
    const frame = make("iframe", {
      title,
      src: `${site}embed?lang=${language}&host=${location.origin}${shade}`,
      onload: () => {
        clearTimeout(timer);
        timer = setTimeout(() => state === "ready" || fail(), 1500);
      },
    });
    if (site.origin !== location.origin) // within our own site it would be none, and browsers warn of it
      frame.sandbox = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox";
    const all = make(
      "div",
      {
        class: "all",
        lang: language,
        dir: "ltr",
        popover: "manual",
        onkeydown: (event) => {
          if (event.key === "Escape" && panel.open) {
            event.stopPropagation();
            close();
          }
        },
      },
      launcher,
      panel,
    );
    const node = make("faq-bot-widget");
    const root = node.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css(colour, side));
    root.adoptedStyleSheets = [sheet];
    root.append(all);

    let state; // "loading"; or "ready", when the frame shows our page and listens
    const messages = []; // for the frame
    let timer;

    // Where something is told, a space too, the frame is not to be seen.
    const now = (next, ...told) => {
      clearTimeout(timer);
      state = next;
      note.replaceChildren(...told);
    };

    const fail = () => {
      warn("no answer. Is this in embed_on?", location.origin);
      if (root.activeElement) panel.focus(); // the frame, which may have it, is hidden now
      now(
        "",
        unreachable,
        make("button", { onclick: () => (close(), show(true)) }, again),
        make("a", { href: site, target: "_blank" }, fullPage),
      );
    };

    const load = () => {
      now("loading", " ");
      timer = setTimeout(() => {
        now("loading", wait);
        timer = setTimeout(fail, 9000);
      }, 1000);
      panel.append(frame); // loads it, for the second time too, and leaves the page's history alone
    };

    // The frame speaks first: to speak to a frame that shows an error page is an error on this page's console.
    const speak = () => {
      if (state !== "ready") return;
      if (root.activeElement) {
        frame.focus();
        messages.unshift({ focus: true });
      }
      messages.splice(0).forEach((message) => frame.contentWindow.postMessage(message, site.origin));
    };

    // Where there is room for nothing else it is modal, and has all of the window: one cannot get lost behind it.
    const narrow = matchMedia("(max-width: 666px)");
    const isSmall = () => narrow.matches || innerHeight < 480;

    // Above all else, and where the window's corner is, whatever is transformed; again, where the page was made anew.
    const place = () => {
      if (node.isConnected) return;
      state = "";
      panel.close();
      document.body.append(node);
      all.showPopover?.();
    };

    const show = (withFocus) => {
      place();
      if (!panel.open) {
        if (isSmall()) {
          launcher.focus(); // where the browser will bring the focus back to
          panel.showModal();
        } else panel.open = true;
        expand();
        if (withFocus) panel.focus();
      }
      if (!state) load();
      speak();
    };

    const close = () => {
      const isWithin = root.activeElement;
      panel.close();
      if (isWithin) launcher.focus();
    };

    narrow.onchange = () => {
      if (!panel.open) return;
      close();
      show(root.activeElement);
    };

    addEventListener("message", ({ source, origin, data }) => {
      if (origin !== site.origin) return;
      if (data?.faqBot === "gone") state = ""; // to another page, maybe ours; its window may be gone with it
      if (!source || source !== frame.contentWindow) return;
      if (data?.faqBot === "close") close();
      if (data?.faqBot === "ready") {
        now("ready");
        speak();
      }
    });

    const calls = {
      open: guarded(() => show(true)),
      close: guarded(close),
      ask: guarded((text) => {
        if (text) messages.push({ ask: `${text}` });
        show(true);
      }),
      push: guarded((...queued) => {
        place();
        queued.forEach(guarded(([name, ...given]) => calls[name](...given)));
      }),
    };
    window.faqBot = calls;
    expand();

    const settle = guarded(() => {
      place();
      // By itself it opens beside the page only, never over it.
      if (option("open", /^(true|false)$/) === "true" && !isSmall()) show();
      if (Array.isArray(waiting)) calls.push(...waiting);
    });
    if (document.body) settle();
    else addEventListener("DOMContentLoaded", settle);
  })();
})();
