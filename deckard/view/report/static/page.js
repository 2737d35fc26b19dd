"use strict";
/* What the buttons do, light and dark, and the beginning. */

const THEME = "deckard-theme";

function theme() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const chosen = (document.documentElement.dataset.theme ?? system) === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = chosen;
  try {  // a page from disk may be refused a store
    if (chosen === system) localStorage.removeItem(THEME);
    else localStorage.setItem(THEME, chosen);
  } catch { /* then the choice lasts as long as the page */ }
}

function sameTheme() {
  try {
    const chosen = localStorage.getItem(THEME);
    if (chosen) document.documentElement.dataset.theme = chosen;
  } catch { /* as the system has it */ }
}

/* A table of many rows shows the first of them, and the others when asked to. */
function foldTables() {
  for (const rest of document.querySelectorAll("tbody.rest")) {
    const button = rest.closest(".scroll").nextElementSibling;
    rest.hidden = true;
    button.hidden = false;
    button.addEventListener("click", () => {
      rest.hidden = false;
      button.hidden = true;
    });
  }
}

/* What lines and numbers mean, beside the boxes that filter them. */
function drawKey() {
  const told = [[roleSample("ingredient"), "verified"], [roleSample("ingredient", "hypothesised"), "hypothesised"],
    [roleSample("ingredient", "refuted"), "refuted"], ["4×", "so many units; 1 where there is no number"]];
  if (data.target !== null) told.push([shape("svg", { class: "sample item", width: 14, height: 20, "aria-hidden": true },
    drawGoal(7, 10)), "the target"]);
  byId("key").append("What an item needs stands to its left. Lines:",
    ...told.map(([sample, words]) => tag("span", {}, sample, ` ${words}`)));
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
  byId("frame").addEventListener("wheel", wheel, { passive: false });
  byId("frame").addEventListener("scroll", moveSight);
  byId("map").addEventListener("pointerdown", goOnMap);
  new ResizeObserver(resized).observe(byId("frame"));
  addEventListener("keydown", keys);
  for (const button of document.querySelectorAll("[data-item]")) {
    button.addEventListener("click", () => {
      choose(items.findIndex((item) => item.n === button.dataset.item));
      byId("graph").scrollIntoView();
    });
  }
}

sameTheme();
foldTables();
drawKey();
if (matchMedia("(max-width: 900px)").matches) byId("controls").open = false;
page.now = neighbours(items.length, edges, page.t);
drawFilter("states", STATES, stateSample);
drawFilter("roles", ROLES, roleSample);
byId("time").max = data.entries.length;
byId("time").value = data.entries.length;
byId("to-target").hidden = data.target === null;
drawTicks();
listen();
fold(data.target === null ? "whole" : "target");
document.documentElement.dataset.ready = "yes";
