// Known questions while one types: the field becomes a combobox with a list, as the ARIA authoring practices have it. The
// focus stays in the field, Enter asks what was typed unless an option is active, and whatever goes wrong here, nothing
// happens. Without this script the field is a plain one, and says so.
"use strict";

(() => {
  const [field, list, count] = ["question", "known", "known-count"].map((id) => document.getElementById(id));
  const FEWEST = 2; // characters
  const MOST = 500;
  const REST = 90; // ms of not typing, before anything is looked for
  const TOO_LATE = 400; // for what was known of a shorter text to stay
  const ANNOUNCE_AFTER = 1000;
  const GAP = 12; // px to the field and to the edge of what is seen
  let known = [];
  let knownOf = ""; // the text that they are known of
  let active = -1;
  let resting, fading, announcing, request;

  const typed = () => field.value.trim();
  const isOpen = () => !list.hidden;

  const announce = (words) => {
    clearTimeout(announcing);
    count.textContent = words;
  };

  const activate = (number) => {
    list.children[active]?.removeAttribute("aria-selected");
    active = number;
    const option = list.children[active];
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
    announce("");
  };

  // No longer wait for what is known of a newer text.
  const settle = () => {
    clearTimeout(resting);
    clearTimeout(fading);
    request?.abort();
  };

  const close = () => {
    announce("");
    activate(-1);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  };

  const stop = () => {
    settle();
    close();
  };

  // Above the field or below it, wherever there is more room, and never beyond the edge of what is seen.
  const place = () => {
    const { offsetTop: top, height } = window.visualViewport ?? { offsetTop: 0, height: window.innerHeight };
    const box = field.getBoundingClientRect();
    const [above, below] = [box.top - top, top + height - box.bottom];
    list.classList.toggle("below", below > above);
    list.style.maxHeight = `${Math.max(above, below) - GAP}px`;
  };

  const open = () => {
    if (!known.length) return;
    place();
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    const words = count.dataset[known.length === 1 ? "one" : "many"].replace("{count}", known.length);
    announcing = setTimeout(announce, ANNOUNCE_AFTER, words);
  };

  const show = (found, text) => {
    stop();
    [known, knownOf] = [found, text];
    const options = known.map(({ question }, number) => {
      const option = document.createElement("li");
      option.id = `known-${number}`;
      option.dir = "auto";
      option.setAttribute("role", "option");
      option.textContent = question;
      return option;
    });
    list.replaceChildren(...options);
    list.scrollTop = 0;
    open();
  };

  const look = async () => {
    const text = typed();
    clearTimeout(resting);
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    let found = [];
    try {
      const response = await fetch("/api/v1/questions", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text }),
        signal,
      });
      if (response.ok) found = (await response.json()).questions ?? [];
    } catch {
      // offline, or no longer wanted
    }
    if (!signal.aborted) show(found, text);
  };

  const choose = (number) => {
    const { question, passage } = known[number];
    stop();
    field.value = "";
    document.dispatchEvent(new CustomEvent("faq-bot:ask", { detail: { question, choice: passage } }));
  };

  const isWorthIt = () => typed().length >= FEWEST && typed().length <= MOST && !field.form.hasAttribute("aria-busy");

  // Also while a word is composed: on a phone, all words are.
  const onInput = () => {
    settle();
    announce("");
    activate(-1);
    if (!isWorthIt()) close();
    else {
      resting = setTimeout(look, REST);
      fading = setTimeout(close, REST + TOO_LATE);
    }
  };

  const onArrow = (event, down) => {
    const { altKey } = event;
    if (isOpen()) {
      event.preventDefault();
      settle();
      const places = known.length + 1; // the options, and the field
      if (!altKey) activate(((active + 1 + (down ? 1 : -1) + places) % places) - 1);
      else if (!down) close();
    } else if (down && isWorthIt()) {
      event.preventDefault();
      if (knownOf !== typed()) {
        look();
        return;
      }
      open();
      if (!altKey) activate(0);
    }
  };

  const onKey = (event) => {
    const { key } = event;
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return; // 229: composing in Safari
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!event.shiftKey) onArrow(event, key === "ArrowDown");
    } else if (key === "Escape") {
      if (isOpen()) event.preventDefault(); // so that it closes nothing else
      stop();
    } else if (key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (key === "Enter" || key === "Tab") stop();
    else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) activate(-1); // it is the field that they move in
  };

  if (!field || !list || !count) return;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  close();
  field.addEventListener("input", onInput);
  field.addEventListener("keydown", onKey);
  field.addEventListener("blur", stop);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where it is
  list.addEventListener("click", ({ target }) => {
    const number = [...list.children].indexOf(target.closest("[role=option]"));
    if (number >= 0) choose(number);
  });
  document.addEventListener("submit", stop);
  document.addEventListener("faq-bot:ask", stop);
})();
