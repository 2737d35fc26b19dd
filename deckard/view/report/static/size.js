"use strict";
/* The size of the picture, and moving it. */

const LEGIBLE = 0.64, USUAL = 0.95, LARGE = 1.15, TINY = 0.42;

/* How far a small picture may be spread downwards to fill its frame. */
function roomFor({ width, height }) {
  const frame = byId("frame"), scale = Math.min(LARGE, frame.clientWidth / Math.max(1, width));
  return Math.max(1, Math.min(2.2, (0.85 * frame.clientHeight) / Math.max(1, height * scale)));
}

/* Scale, keeping what is in the middle of the frame, or under the pointer, where it is. */
function scaleTo(scale, x, y) {
  const { width, height } = page.shown.picture, svg = byId("picture"), frame = byId("frame");
  const [atX, atY] = [x ?? frame.clientWidth / 2, y ?? frame.clientHeight / 2];
  const grown = Math.max(0.03, Math.min(3, scale)) / page.scale;
  const [left, top] = [(frame.scrollLeft + atX) * grown - atX, (frame.scrollTop + atY) * grown - atY];
  page.fitted = false;
  page.scale *= grown;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", Math.floor(width * page.scale));
  svg.setAttribute("height", Math.floor(height * page.scale));
  svg.classList.toggle("tiny", page.scale < TINY);
  frame.scrollLeft = left;
  frame.scrollTop = top;
  drawMap();
}

function whole() {
  const { width, height } = page.shown.picture, frame = byId("frame");
  return Math.min(LARGE, frame.clientWidth / Math.max(1, width), frame.clientHeight / Math.max(1, height));
}

/* All of the picture at once, however small. */
function fit() {
  scaleTo(whole());
  page.fitted = "all";
}

/* All of the picture where that can be read; else as much of it as can, around what it is about. */
function fitLegibly() {
  scaleTo(whole() >= LEGIBLE ? whole() : USUAL);
  page.fitted = "legible";
  const about = [page.chosen, page.root, data.target, page.shown.members[0]];
  const i = about.find((at) => at !== null && page.boxes.has(at));
  if (i !== undefined) toMiddle(i);
}

function toMiddle(i) {
  const { x, y, w } = page.shown.picture.places.get(i), frame = byId("frame");
  frame.scrollLeft = (x + w / 2) * page.scale - frame.clientWidth / 2;
  frame.scrollTop = y * page.scale - frame.clientHeight / 2;
}

/* The panel has opened or shut, or the window has another size; scroll bars that come and go
   change nothing. */
function resized() {
  const { offsetWidth, offsetHeight } = byId("frame"), size = `${offsetWidth} ${offsetHeight}`;
  if (size === page.size) return;
  page.size = size;
  if (page.fitted === "all") fit();
  else if (page.fitted && (page.shown.small || whole() >= LEGIBLE)) fitLegibly();
  else drawMap();
}

function wheel(event) {
  if (!event.ctrlKey && !event.metaKey) return;
  const { left, top } = byId("frame").getBoundingClientRect();
  scaleTo(page.scale * Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
  event.preventDefault();
}

function drag(event) {
  if (event.button !== 0 || event.target.closest("[data-i]")) return;
  const frame = byId("frame"), { scrollLeft, scrollTop } = frame, { clientX, clientY } = event;
  const move = (e) => {
    frame.scrollLeft = scrollLeft + clientX - e.clientX;
    frame.scrollTop = scrollTop + clientY - e.clientY;
  };
  follow(move);
}

function follow(move) {
  addEventListener("pointermove", move);
  addEventListener("pointerup", () => removeEventListener("pointermove", move), { once: true });
}
