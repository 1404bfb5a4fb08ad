// An address leads to a section; the quoted sentence may stand further down in it.
"use strict";
document.documentElement.classList.add("js");
document.querySelector(".print").addEventListener("click", () => print());
addEventListener("load", () => {
  const [visit] = performance.getEntriesByType("navigation");
  if (visit?.type === "navigate") document.querySelector("mark")?.scrollIntoView({ block: "center" });
});
