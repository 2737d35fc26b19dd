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

/* The ground keeps lines from striking through a name, also where the face is faint. */
function drawItem(item, i, place) {
  const y = place.y - TALL / 2, w = item.w;
  const box = { x: 0, y: 0, width: w, height: TALL, rx: 6 };
  const inner = { x: 2.5, y: 2.5, width: w - 5, height: TALL - 5, rx: 4 };
  const mark = drawMark("unknown");
  mark.setAttribute("transform", `translate(${MARK_X} 7)`);
  return shape("g", { transform: `translate(${place.x} ${y})`, tabindex: "-1", role: "button",
    "data-i": i }, shape("title", {}, item.n), shape("rect", { class: "ground", ...box }),
    shape("g", { class: "face" }, shape("rect", { class: "box", ...box }),
      shape("rect", { class: "inner", ...inner }), mark,
      shape("text", { class: "name", x: NAME_X, y: 17.5 }, item.label), ...(item.goal ? [drawGoal(w - 15, TALL / 2)] : [])),
    shape("path", { class: "tip", d: `M-6.5 ${TALL / 2 - 3.5}L-0.5 ${TALL / 2}L-6.5 ${TALL / 2 + 3.5}z` }),
    shape("path", { class: "tab", d: `M-3 3V${TALL - 3}` }),
    shape("path", { class: "tab tail", d: `M${w + 3} 3V${TALL - 3}` }));
}

function drawGoal(x, y) {
  return shape("g", { class: "aim" }, shape("circle", { cx: x, cy: y, r: 5.5 }), shape("circle", { cx: x, cy: y, r: 1.8 }));
}

/* The line of an edge, from the end of its need's column to its item; and its bends, where its
   words may stand. */
function course(from, to, lanes) {
  let x = from.x1, y = from.y, d = `M${from.x + from.w} ${y}H${x}`;
  const bends = [];
  for (const stop of [...lanes, { x0: to.x, x1: to.x, y: to.y }]) {
    const [one, two] = handles(x, stop.x0, bends.length === 0);
    d += `C${one} ${y} ${two} ${stop.y} ${stop.x0} ${stop.y}`;
    bends.push([x, y, one, two, stop.x0, stop.y]);
    if (stop.x1 !== stop.x0) d += `H${stop.x1}`;
    x = stop.x1;
    y = stop.y;
  }
  return { d, spots: bends.reverse().flatMap(alongBend) };
}

/* Between columns both handles are half way; a line that turns back bows out of its column. */
function handles(x, toX, leaves) {
  const bow = leaves ? 22 : -22;
  return Math.abs(toX - x) < 1 ? [x + bow, x + bow] : [(x + toX) / 2, (x + toX) / 2];
}

function alongBend([x, y, one, two, toX, toY]) {
  return [0.5, 0.7, 0.3, 0.85, 0.15].map((t) => {
    const u = 1 - t, a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, e = t * t * t;
    return [a * x + b * one + c * two + e * toX, (a + b) * y + (c + e) * toY];
  });
}

/* The first spot on which words meet none that stand already; `taken` is what these take. */
function freeSpot(spots, taken) {
  const meets = ([x, y]) => taken.some(([tx, ty]) => Math.abs(x - tx) < 22 && Math.abs(y - ty) < 13);
  const spot = spots.find((at) => !meets(at)) ?? spots[0];
  taken.push(spot);
  return spot;
}

function drawEdge(d, spot) {
  const drawn = shape("g", {}, shape("path", { class: "line", d }));
  drawn.spot = spot;
  return drawn;
}

/* Most edges have neither a cross nor a number: what a page of thousands need not hold. */
function tellEdge(drawn, refuted, words) {
  const [x, y] = drawn.spot;
  if (refuted && !drawn.querySelector(".cross")) {
    drawn.append(shape("path", { class: "cross", d: `M${x - 3.5} ${y - 3.5}l7 7m0 -7l-7 7` }));
  }
  const count = drawn.querySelector(".count");
  if (count) count.textContent = words;
  else if (words) drawn.append(shape("text", { class: "count", x, y: y + 4 }, words));
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

function roleSample(role, state = "verified") {
  return shape("svg", { class: `sample edge ${state} ${role}`, width: 34, height: 20,
    "aria-hidden": true }, shape("path", { class: "line", d: "M1 10H33" }),
    shape("path", { class: "cross", d: "M13.5 6.5l7 7m0 -7l-7 7" }));
}

/* Give items boxes as wide as their names are in the font that this browser draws them in. */
function measurer() {
  const pen = document.createElement("canvas").getContext("2d"), known = new Set();
  const font = getComputedStyle(document.body).fontFamily;
  return (item) => {
    if (known.has(item)) return;
    known.add(item);
    pen.font = `${item.goal ? "bold " : ""}12.5px ${font}`;
    item.w = Math.ceil(pen.measureText(item.label).width) + NAME_X + (item.goal ? 25 : 9);
  };
}
