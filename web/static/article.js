// An address leads to a section; the quoted sentence may stand further down in it.
"use strict";
addEventListener("load", () => {
  const [visit] = performance.getEntriesByType("navigation");
  if (visit?.type === "navigate") document.querySelector("mark")?.scrollIntoView({ block: "center" });
});
