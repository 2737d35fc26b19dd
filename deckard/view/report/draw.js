"use strict";
/* Draws items and edges as SVG. Text enters as text, never as markup. */

const MARKS = {
  verified: "M2 6.5l3 3L10.5 3",
  corrected: "M2 4.5l3 3L10.5 1M2 11h8.5",
  hypothesised: "M3 4a3 2.6 0 1 1 4.2 2.4c-1 .4-1.2.9-1.2 1.8M6 10.4v.8",
  refuted: "M2.5 2.5l7 7M9.5 2.5l-7 7",
  unknown: "M3 6h6",
  absent: "",
};
const ROLES = ["ingredient", "tool", "station"];
const TALL = 26, MARK_X = 10, NAME_X = 28;

const byId = (id) => document.getElementById(id);

function shape(name, attributes = {}, ...inside) {
  const made = document.createElementNS(byId("picture").namespaceURI, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function tag(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function drawMark(state) {
  return shape("path", { class: "mark", d: MARKS[state] });
}

function drawItem(item, i, place) {
  const y = place.y - TALL / 2;
  const box = { x: 0, y: 0, width: place.w, height: TALL, rx: 6 };
  const inner = { x: 2.5, y: 2.5, width: place.w - 5, height: TALL - 5, rx: 4 };
  const mark = drawMark("unknown");
  mark.setAttribute("transform", `translate(${MARK_X} 7)`);
  return shape("g", { transform: `translate(${place.x} ${y})`, tabindex: "-1", role: "button",
    "data-i": i }, shape("title", {}, item.n), shape("rect", { class: "box", ...box }),
    shape("rect", { class: "inner", ...inner }), mark,
    shape("text", { class: "name", x: NAME_X, y: 17.5 }, item.label));
}

/* The line of an edge, and the middle of its last stretch, where its words stand. */
function course(from, to, lanes) {
  let x = from.x + from.w, y = from.y, d = `M${x} ${y}`, words = [x, y];
  if (to.x < x) {  // closes a circle: over the top, back to the left
    const high = Math.min(from.y, to.y) - 26;
    d += `C${x + 40} ${high} ${to.x - 40} ${high} ${to.x} ${to.y}m-7 -4l7 4l-7 4`;
    return { d, words: [(x + to.x) / 2, (from.y + to.y + 6 * high) / 8] };
  }
  for (const stop of [...lanes, { x0: to.x, x1: to.x, y: to.y }]) {
    const half = (x + stop.x0) / 2;
    d += `C${half} ${y} ${half} ${stop.y} ${stop.x0} ${stop.y}`;
    words = [half, (y + stop.y) / 2];
    if (stop.x1 !== stop.x0) d += `H${stop.x1}`;
    x = stop.x1;
    y = stop.y;
  }
  return { d, words };
}

function drawEdge(line, k) {
  const [x, y] = line.words;
  return shape("g", { "data-k": k }, shape("path", { class: "line", d: line.d }),
    shape("path", { class: "cross", d: `M${x - 3.5} ${y - 3.5}l7 7m0 -7l-7 7` }),
    shape("text", { class: "count", x, y: y + 4 }));
}

/* A row of check boxes with a picture each, which is the legend too. */
function drawFilter(field, names, picture) {
  for (const name of names) {
    const box = tag("input", { type: "checkbox", value: name, id: `show-${name}` });
    box.checked = true;
    byId(field).append(tag("label", {}, box, picture(name), name));
  }
}

function stateSample(state) {
  const mark = drawMark(state);
  mark.setAttribute("transform", "translate(9 4)");
  return shape("svg", { class: `sample item ${state}`, width: 30, height: 20, "aria-hidden": true },
    shape("rect", { class: "box", x: 1, y: 1, width: 28, height: 18, rx: 5 }),
    shape("rect", { class: "inner", x: 3.5, y: 3.5, width: 23, height: 13, rx: 3 }), mark);
}

function roleSample(role) {
  return shape("svg", { class: `sample edge verified ${role}`, width: 34, height: 20,
    "aria-hidden": true }, shape("path", { class: "line", d: "M1 10H33" }));
}
