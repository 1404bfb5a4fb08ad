// The form works without this script. With it, the answer is put on the page without leaving it: the same form is sent,
// and the same fragment comes back. XMLHttpRequest, because it reads HTML into a document by itself: nothing here makes
// HTML from text, so Trusted Types can forbid that altogether.
"use strict";

(() => {
  const [form, log, field, problem, status, history] = ["ask", "log", "question", "problem", "status", "history"].map(
    (id) => document.getElementById(id),
  );
  const LONGEST_HISTORY = 10; // questions
  const LARGEST_HISTORY = 9216; // bytes, as in chat.py
  const TIMEOUT = 15000;
  const ANNOUNCE_AFTER = 1000;
  let busy = false;

  const send = (data) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.getAttribute("action"));
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.responseType = "document";
      request.timeout = TIMEOUT;
      request.onloadend = () => resolve({ code: request.status, page: request.response });
      request.send(new URLSearchParams(data));
    });

  const remember = (question) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "history", value: question });
    history.append(input);
    const size = () =>
      new URLSearchParams([...history.children].map((kept) => ["history", kept.value])).toString().length;
    while (history.children.length > LONGEST_HISTORY || size() > LARGEST_HISTORY) history.firstElementChild.remove();
  };

  const complain = (message, invalid) => {
    problem.textContent = message;
    if (invalid) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };

  const ask = async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const typed = field.value;
    const question = event.submitter?.value || typed;
    if (question === typed) field.focus({ preventScroll: true }); // also when the button was pressed
    const data = new FormData(form);
    data.set("question", question);
    const announced = setTimeout(() => {
      status.textContent = form.dataset.searching;
    }, ANNOUNCE_AFTER);

    const { code, page } = await send(data);

    clearTimeout(announced);
    status.textContent = "";
    busy = false;
    const exchange = code === 200 && page?.querySelector(".exchange");
    if (!exchange) {
      if (!field.value) field.value = question;
      const said = code >= 400 && code < 500 && page?.getElementById("problem")?.textContent.trim();
      complain(said || form.dataset.failed, Boolean(said));
      return;
    }
    complain("", false);
    if (field.value === typed) field.value = "";
    remember(question);
    log.append(document.adoptNode(exchange));
    exchange.scrollIntoView({ block: "start" });
  };

  form.addEventListener("submit", ask);
  document.getElementById("starters")?.addEventListener("submit", ask);
})();
