// The page works without this script. With it, the answer is put on the page without leaving it: the same forms are
// sent, and the same fragment comes back. XMLHttpRequest, because it reads HTML into a document by itself: nothing here
// makes HTML from text, so Trusted Types can forbid that altogether.
"use strict";

(() => {
  const STORE = "faq-bot"; // what was asked in this tab, so that a reload does not lose it
  const LONGEST_HISTORY = 10; // questions
  const LARGEST_HISTORY = 9216; // bytes, as in conversation.py
  const TIMEOUT = 15000;
  const ANNOUNCE_AFTER = 1000;

  const find = (id) => document.getElementById(id);
  const [form, log, field, problem, status, retry] = ["ask", "log", "question", "problem", "status", "retry"].map(find);
  const address = form.getAttribute("action");
  const say = (name) => form.dataset[name];
  let turns = []; // {question, how}, oldest first
  let last = null; // what was asked last and got no answer: [name, value]
  let busy = false;
  const waiting = []; // what other scripts ask meanwhile

  document.documentElement.classList.add("js");

  const carried = () => turns.flatMap(({ question, how }) => [["history", question], ["how", how]]);

  const send = (data) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", address);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.responseType = "document";
      request.timeout = TIMEOUT;
      request.onloadend = () => resolve({ code: request.status, page: request.response });
      request.send(new URLSearchParams([...carried(), data]));
    });

  const keep = () => {
    while (turns.length > LONGEST_HISTORY || new URLSearchParams(carried()).toString().length > LARGEST_HISTORY) turns.shift();
    try {
      if (turns.length) sessionStorage.setItem(STORE, JSON.stringify(turns));
      else sessionStorage.removeItem(STORE);
    } catch {} // a browser that keeps nothing: then a reload begins anew
  };

  const kept = () => {
    try {
      const found = JSON.parse(sessionStorage.getItem(STORE));
      return found.filter((turn) => typeof turn.question === "string" && typeof turn.how === "string");
    } catch {
      return [];
    }
  };

  const turnOf = (exchange) => ({ question: exchange.dataset.question, how: exchange.dataset.how });

  const complain = (message, { invalid = false, again = false } = {}) => {
    problem.textContent = message;
    retry.hidden = !again;
    if (invalid) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };

  const show = (exchange) => {
    exchange = document.adoptNode(exchange);
    exchange.removeAttribute("id");
    log.append(exchange);
    return exchange;
  };

  // What waits longer than a second is announced; what fails stays in the box, and is offered again.
  const ask = async (name, value, words = value) => {
    if (busy) return;
    busy = true;
    form.setAttribute("aria-busy", "true");
    const typed = field.value;
    const announced = setTimeout(() => (status.textContent = say("searching")), ANNOUNCE_AFTER);
    const { code, page } = await send([name, value]);
    clearTimeout(announced);
    status.textContent = "";
    busy = false;
    form.removeAttribute("aria-busy");
    const exchange = code === 200 && page?.querySelector(".exchange");
    if (!exchange) {
      waiting.length = 0;
      field.value ||= words;
      const said = code >= 400 && code < 500 && page?.getElementById("problem")?.textContent.trim();
      last = code === 400 ? null : [name, value, words];
      complain(said || say(navigator.onLine ? "failed" : "offline"), { invalid: code === 400, again: Boolean(last) });
      return;
    }
    last = null;
    complain("");
    if (field.value === typed && typed === words) field.value = "";
    const shown = show(exchange);
    turns.push(turnOf(shown));
    keep();
    shown.scrollIntoView({ block: "start" });
    next();
  };

  const judge = async (button) => {
    const group = button.closest(".feedback");
    if (group.hasAttribute("data-judged")) return;
    const { code } = await send([button.name, button.value]);
    if (code === 204) {
      group.setAttribute("data-judged", "");
      button.setAttribute("aria-pressed", "true");
    }
    status.textContent = say(code === 204 ? "thanks" : "notSent");
  };

  const copy = async (button) => {
    const link = button.closest(".answer").querySelector(".source a");
    const text = button.dataset.text + (link ? `\n${new URL(link.getAttribute("href").split("?")[0] + link.hash.split(":~:")[0], location)}` : "");
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = say("copied");
    } catch { // not allowed, as in a frame: the older way
      getSelection().selectAllChildren(button.closest(".answer").querySelector(".quotation, .message"));
      const put = (event) => {
        event.clipboardData.setData("text/plain", text);
        event.preventDefault();
      };
      document.addEventListener("copy", put);
      status.textContent = say(document.execCommand("copy") ? "copied" : "notCopied");
      document.removeEventListener("copy", put);
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    field.focus({ preventScroll: true }); // also when the button was pressed
    if (last && field.value === last[2]) ask(...last);
    else ask("question", field.value);
  });

  find("choose").addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button.name === "feedback") judge(button);
    else ask(button.name, button.value, button.name === "choice" ? button.textContent : button.value);
  });

  retry.addEventListener("click", () => {
    field.focus({ preventScroll: true });
    if (last) ask(...last);
  });

  log.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.matches(".copy")) copy(button);
    if (button?.matches(".edit")) {
      field.value = button.closest(".read").querySelector(".follow-up").textContent;
      field.focus();
    }
  });

  find("again").addEventListener("click", () => {
    turns = [];
    keep();
  });

  find("print")?.addEventListener("click", () => print());

  addEventListener("online", () => {
    if (last) status.textContent = say("online");
  });

  const next = () => waiting.length && !busy && ask(...waiting.shift());

  // What was known before it was asked, and what another script asks: one after the other.
  document.addEventListener("faq-bot:ask", ({ detail }) => {
    if (typeof detail === "string") waiting.push(["question", detail]);
    else if (detail.choice) waiting.push(["choice", detail.choice, detail.question]);
    waiting.splice(LONGEST_HISTORY);
    next();
  });

  // A page that was made whole by the server has its conversation in it; one that was left has it in the tab.
  turns = [...log.children].map(turnOf);
  if (turns.length) keep();
  else if ((turns = kept()).length) {
    busy = true;
    send(["again", "1"]).then(({ code, page }) => {
      busy = false;
      if (code === 200) {
        log.setAttribute("aria-live", "off"); // it has been heard before
        turns = [...page.querySelectorAll(".exchange")].map((exchange) => turnOf(show(exchange)));
        log.lastElementChild?.scrollIntoView({ block: "start" });
        setTimeout(() => log.removeAttribute("aria-live"), ANNOUNCE_AFTER);
      }
      next();
    });
  }
})();
