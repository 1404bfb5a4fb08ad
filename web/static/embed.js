// The page within the widget's frame, and the page around it: what they say to each other. We speak to the host that the
// server found to be one that may show the widget, and listen to it alone. What was asked, and answered, stays in here.
"use strict";

(() => {
  const { host } = document.body.dataset;
  if (!host || parent === window) return;

  const tell = (what) => parent.postMessage({ faqBot: what }, host);

  // To bring up a keyboard that hides half of what one came to read would be no help.
  const isKeyboardAtHand = matchMedia("(pointer: fine)").matches;

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== host || typeof data !== "object" || !data) return;
    if (data.focus === true) {
      const target = document.getElementById(isKeyboardAtHand ? "question" : "page-main");
      target?.focus();
    }
    if (typeof data.ask === "string" && data.ask.trim()) {
      document.dispatchEvent(new CustomEvent("faq-bot:ask", { detail: data.ask }));
    }
  });

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) tell("close");
  });

  addEventListener("pageshow", () => tell("ready"));
  addEventListener("pagehide", () => tell("gone")); // and if no page of ours follows, the widget loads one again
})();
