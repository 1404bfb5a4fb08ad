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
  const HEARD_AFTER = 300; // a screen reader looks at what was added by then
  const RESTORE = [];

  const find = (id) => document.getElementById(id);
  const [form, log, field, problem, status, retry] = ["ask", "log", "question", "problem", "status", "retry"].map(find);
  const address = form.getAttribute("action");
  const say = (name) => form.dataset[name];
  let turns = []; // {question, how}, oldest first
  let last = null; // what failed: [name, value, words], or RESTORE
  let asking = null; // what is being asked
  let busy = false;
  let isOver = false; // it begins again
  const waiting = []; // what is asked meanwhile

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
      request.send(new URLSearchParams(data));
    });

  const keep = () => {
    if (isOver) return;
    while (turns.length > LONGEST_HISTORY || new URLSearchParams(carried()).toString().length > LARGEST_HISTORY) turns.shift();
    try {
      if (turns.length) sessionStorage.setItem(STORE, JSON.stringify(turns));
      else sessionStorage.removeItem(STORE);
    } catch {} // a browser that keeps nothing: then a reload begins anew
  };

  const kept = () => {
    try {
      const found = JSON.parse(sessionStorage.getItem(STORE));
      const isTurn = (turn) => typeof turn?.question === "string" && typeof turn.how === "string";
      return found.filter(isTurn).slice(-LONGEST_HISTORY);
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

  // Work on the conversation, one piece after the other; what waits longer than a second is announced.
  const work = async (done) => {
    busy = true;
    form.setAttribute("aria-busy", "true");
    const announced = setTimeout(() => (status.textContent = say("searching")), ANNOUNCE_AFTER);
    await done();
    clearTimeout(announced);
    status.textContent = "";
    busy = false;
    form.removeAttribute("aria-busy");
    if (waiting.length) ask(...waiting.shift());
  };

  // What fails stays in the box, and is offered again.
  const fail = (said, offered) => {
    last = offered;
    waiting.length = 0;
    complain(said || say(navigator.onLine ? "failed" : "offline"), { invalid: !offered, again: Boolean(offered) });
  };

  const isSame = (one, other) => other && one[0] === other[0] && one[1] === other[1];

  const ask = (name, value, words = value) => {
    const asked = [name, value, words];
    if (!busy && last === RESTORE) restore(); // what is asked goes on from what can be seen
    if (busy) {
      if (!isSame(asked, asking) && !waiting.some((one) => isSame(asked, one))) waiting.push(asked);
      waiting.splice(LONGEST_HISTORY);
      return;
    }
    asking = asked;
    const typed = field.value;
    work(async () => {
      const { code, page } = await send([...carried(), [name, value]]);
      asking = null;
      const exchange = code === 200 && page?.querySelector(".exchange");
      if (!exchange) {
        field.value ||= words;
        const said = code >= 400 && code < 500 && page?.getElementById("problem")?.textContent.trim();
        return fail(said, code === 400 || code === 413 ? null : asked);
      }
      last = null;
      complain("");
      if (field.value === typed && typed === words) field.value = "";
      const shown = show(exchange);
      turns.push(turnOf(shown));
      keep();
      shown.scrollIntoView({ block: "start" });
    });
  };

  // A page that was left is shown again, and not announced again, for it has been heard.
  const restore = () =>
    work(async () => {
      const { code, page } = await send([...carried(), ["again", "1"]]);
      if (code === 400 || code === 413) turns = []; // it never will be
      if (!turns.length) return keep();
      const exchanges = code === 200 && page ? [...page.querySelectorAll(".exchange")] : [];
      if (!exchanges.length) return fail(say("notRestored"), RESTORE);
      last = null;
      complain("");
      log.setAttribute("aria-live", "off");
      turns = exchanges.map((exchange) => turnOf(show(exchange)));
      log.lastElementChild?.scrollIntoView({ block: "start" });
      await new Promise((resolve) => setTimeout(resolve, HEARD_AFTER));
      log.removeAttribute("aria-live");
    });

  const again = () => (last === RESTORE ? restore() : last && ask(...last));

  // The buttons stay where they are, so that whoever presses one is not thrown out of its place.
  const judge = async (button) => {
    const group = button.closest(".feedback");
    if (group.hasAttribute("data-judged")) return;
    group.setAttribute("data-judged", "");
    const { code } = await send([[button.name, button.value]]);
    if (code !== 204) group.removeAttribute("data-judged");
    else {
      for (const other of group.querySelectorAll("button")) other.setAttribute("aria-disabled", "true");
      button.setAttribute("aria-pressed", "true");
    }
    status.textContent = say(code === 204 ? "thanks" : "notSent");
  };

  const copy = async (button) => {
    const link = button.closest(".answer").querySelector(".source a");
    const text = button.dataset.text + (link ? `\n${new URL(link.getAttribute("href").split("?")[0] + link.hash.split(":~:")[0], location)}` : "");
    try {
      if (parent !== window) throw 0; // a frame is not allowed to, and its host would be told
      await navigator.clipboard.writeText(text);
      status.textContent = say("copied");
    } catch { // the older way
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

  // The focus is in the field, ready for what comes next; but where that brings up a keyboard, it stays where it is.
  const ready = () => matchMedia("(pointer: fine)").matches && field.focus({ preventScroll: true });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ready();
    if (last?.length && field.value === last[2]) again();
    else ask("question", field.value);
  });

  find("choose").addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button.name === "feedback") return judge(button);
    ready();
    ask(button.name, button.value, button.name === "choice" ? button.textContent : button.value);
  });

  retry.addEventListener("click", () => {
    ready();
    again();
  });

  log.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.matches(".copy")) copy(button);
    if (button?.matches(".edit")) {
      field.value = button.closest(".read").querySelector(".follow-up").textContent;
      field.focus();
    }
  });

  find("again").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    turns = [];
    keep();
    isOver = true;
    location.replace(event.currentTarget.href); // in a frame, the host's Back button has nothing to do with it
  });

  find("print")?.addEventListener("click", () => print());

  addEventListener("online", () => {
    if (last) status.textContent = say("online");
  });

  // Another script asks: what was known before it was typed, or the page around the frame.
  document.addEventListener("faq-bot:ask", ({ detail }) => {
    if (typeof detail === "string") ask("question", detail);
    else if (detail.choice) ask("choice", detail.choice, detail.question);
  });

  // A page that was made whole by the server has its conversation in it; one that was left has it in the tab.
  turns = [...log.children].map(turnOf);
  if (turns.length) keep();
  else if ((turns = kept()).length) restore();
})();
