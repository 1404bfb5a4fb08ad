// Copies the lines beside a button; where the browser does not let it, they are selected, to be copied by hand.
"use strict";
document.documentElement.classList.add("js");
for (const button of document.querySelectorAll(".copy-lines")) {
  button.addEventListener("click", async () => {
    const lines = button.closest(".lines").querySelector("code");
    const status = button.parentElement.querySelector("[role=status]");
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(lines.textContent);
      status.textContent = status.dataset.copied;
    } catch {
      getSelection().selectAllChildren(lines);
      status.textContent = document.execCommand("copy") ? status.dataset.copied : status.dataset.notCopied;
    }
  });
}
