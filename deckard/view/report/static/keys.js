"use strict";
/* What the keys do. */

function neighbour(key) {
  const at = page.chosen, { places } = page.shown.picture;
  if (at === null) return page.boxes.has(page.last) ? page.last : page.shown.members[0];
  const own = places.get(at), { needs, next } = page.now;
  const far = (i) => Math.abs(places.get(i).x - own.x), high = (i) => Math.abs(places.get(i).y - own.y);
  const near = (list) => list.filter((i) => page.boxes.get(i)?.classList.contains("absent") === false)
    .sort((a, b) => far(a) - far(b) || high(a) - high(b))[0];
  if (key === "ArrowLeft") return near(needs[at]);
  if (key === "ArrowRight") return near(next[at]);
  const up = key === "ArrowUp";
  return near([...places.keys()].filter((i) => places.get(i).x === own.x && i !== at
    && (places.get(i).y < own.y) === up));
}

const KEYS = {
  "/": () => byId("search").focus(),
  w: why, a: () => fold("up"), d: () => fold("down"), t: () => fold("target"), g: () => fold("whole"),
  "[": () => correction(-1), "]": () => correction(1), ",": () => goTo(page.t - 1), ".": () => goTo(page.t + 1),
  "+": () => scaleTo(page.scale * 1.2), "=": () => scaleTo(page.scale * 1.2), "-": () => scaleTo(page.scale / 1.2),
  0: fit, Escape: () => choose(null),
};

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === byId("search") && event.key !== "Escape") return;
  const inGraph = event.target === document.body || event.target.closest("#frame");
  if (event.key.startsWith("Arrow") && inGraph) {
    const to = neighbour(event.key);
    if (to !== undefined) choose(to);
    event.preventDefault();
  } else if (KEYS[event.key]) {
    KEYS[event.key]();
    event.preventDefault();
  } else if (event.key === "Enter" && event.target.closest("#picture [data-i]")) {
    choose(Number(event.target.dataset.i));
    why();
  }
}
