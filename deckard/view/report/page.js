"use strict";
/* What the buttons do, light and dark, and the beginning. */

function theme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
}

function listen() {
  const on = (id, what) => byId(id).addEventListener("click", what);
  for (const view of ["target", "whole", "up", "down"]) on(`to-${view}`, () => fold(view, page.chosen ?? page.root));
  on("smaller", () => scaleTo(page.scale / 1.2));
  on("larger", () => scaleTo(page.scale * 1.2));
  on("fit", fit);
  on("first", () => goTo(0));
  on("last", () => goTo(data.entries.length));
  on("before", () => correction(-1));
  on("next", () => correction(1));
  on("play", play);
  on("theme", theme);
  byId("time").addEventListener("input", () => goTo(Number(byId("time").value)));
  byId("search").addEventListener("input", tellFound);
  byId("search").addEventListener("keydown", searchKeys);
  byId("search").addEventListener("blur", () => { byId("found").hidden = true; });
  for (const field of ["states", "roles"]) byId(field).addEventListener("change", update);
  byId("picture").addEventListener("click", (event) => {
    const box = event.target.closest("[data-i]");
    choose(box ? Number(box.dataset.i) : null);
  });
  byId("frame").addEventListener("pointerdown", drag);
  addEventListener("keydown", keys);
  for (const button of document.querySelectorAll("[data-item]")) {
    button.addEventListener("click", () => {
      choose(items.findIndex((item) => item.n === button.dataset.item));
      byId("graph").scrollIntoView();
    });
  }
}

drawFilter("states", STATES, stateSample);
drawFilter("roles", ROLES, roleSample);
byId("time").max = data.entries.length;
byId("time").value = data.entries.length;
byId("to-target").hidden = data.target === null;
drawTicks();
listen();
fold(data.target === null ? "whole" : "target");
document.documentElement.dataset.ready = "yes";
