"use strict";
/* The page: what is shown, at what moment, at what size, and what keys and buttons do. */

const MOST = 600, SMALL = 60, FAN = 20;
const data = JSON.parse(byId("data").textContent);
const items = data.items, edges = allEdges(items);
const needs = items.map(() => []), next = items.map(() => []);
for (const { need, item } of edges) {
  if (!needs[item].includes(need)) needs[item].push(need);
  if (!next[need].includes(item)) next[need].push(item);
}
const page = { data, next, t: data.entries.length, choose, goTo, fold, chosen: null,
  view: "whole", root: null, scale: 1, fitted: true, shown: null };

/* --- what is shown ------------------------------------------------------------------------- */

function membersOf(view, root) {
  if (view === "target") return reach(data.target, needs);
  if (view === "up") return reach(root, needs);
  if (view === "down") return reach(root, next);
  const used = items.map((_, i) => i).sort((a, b) => next[b].length - next[a].length || a - b);
  if (data.target === null) return used;
  return [...new Set([...reach(data.target, needs), ...used])];
}

function fold(view, root = page.chosen) {
  if ((view === "target" && data.target === null) || (view !== "target" && view !== "whole" && root === null)) return;
  page.view = view;
  page.root = root;
  const all = membersOf(view, root), members = all.slice(0, MOST), within = new Set(members);
  const inside = edges.filter((e) => within.has(e.need) && within.has(e.item));
  const hubs = hubsOf(inside, members);
  const drawn = inside.filter((e) => !hubs.has(e.need));
  const links = [...new Map(drawn.map((e) => [`${e.need}>${e.item}`, [e.need, e.item]])).values()];
  const joined = new Set(inside.flatMap((e) => [e.need, e.item]));
  const loose = new Set(members.filter((i) => !joined.has(i)));
  page.shown = { members, hubs, inside, left: all.length - members.length,
    picture: pack(items, members, links, loose) };
  if (page.chosen !== null && !within.has(page.chosen)) page.chosen = null;
  draw();
  tellFolded(all.length);
  for (const name of ["target", "whole", "up", "down"]) {
    byId(`to-${name}`).setAttribute("aria-pressed", String(name === view));
  }
  update();
  fit();
}

/* Items that so many others need that their edges would hide the rest; few of them in small views. */
function hubsOf(inside, members) {
  const fans = new Map();
  for (const { need } of inside) fans.set(need, (fans.get(need) ?? 0) + 1);
  const most = members.length > SMALL ? FAN : Infinity;
  return new Map([...fans].filter(([, n]) => n > most).sort((a, b) => b[1] - a[1]));
}

function tellFolded(all) {
  const { hubs, left, members } = page.shown;
  const of = { target: `the way to ${name(data.target)}`, whole: "the whole graph",
    up: `what ${name(page.root)} needs`, down: `what ${name(page.root)} leads to` }[page.view];
  const said = [`${of[0].toUpperCase()}${of.slice(1)}: ${members.length} of ${items.length} items.`];
  if (left) said.push(`${left} of ${all} are folded away, those that least depends on; the search finds them.`);
  if (hubs.size) {
    const list = [...hubs].slice(0, 6).map(([i, n]) => `${name(i)} (${n})`).join(", ");
    const more = hubs.size > 6 ? ` and ${hubs.size - 6} more` : "";
    said.push(`Edges folded, drawn once an end of them is chosen: of ${list}${more}.`);
  }
  byId("folded").textContent = said.join(" ");
}

function name(i) {
  return i === null ? "nothing" : items[i].n;
}

/* --- drawing ------------------------------------------------------------------------------- */

function draw() {
  const { members, inside, picture, hubs } = page.shown;
  const lines = shape("g"), boxes = shape("g");
  page.boxes = new Map();
  page.lines = [];
  for (const i of members) {
    const box = drawItem(items[i], i, picture.places.get(i));
    page.boxes.set(i, box);
    boxes.append(box);
  }
  inside.forEach((edge, k) => {
    if (!hubs.has(edge.need)) addLine(lines, edge, k);
  });
  byId("picture").replaceChildren(lines, boxes);
  page.layer = lines;
}

function addLine(layer, edge, k) {
  const { places, routes } = page.shown.picture;
  const line = course(places.get(edge.need), places.get(edge.item),
    routes.get(`${edge.need}>${edge.item}`) ?? []);
  const drawn = drawEdge(line, k);
  layer.append(drawn);
  page.lines.push([edge, drawn]);
}

/* The edges of folded hubs that the chosen item ends. */
function drawChosen() {
  page.lines = page.lines.filter(([, drawn]) => {
    if (drawn.dataset.k !== "extra") return true;
    drawn.remove();
    return false;
  });
  for (const edge of page.shown.inside) {
    const ends = edge.need === page.chosen || edge.item === page.chosen;
    if (ends && page.shown.hubs.has(edge.need)) addLine(page.layer, edge, "extra");
  }
}

function checked(field) {
  return new Set([...byId(field).querySelectorAll("input:checked")].map((box) => box.value));
}

/* Give everything drawn the classes of the moment, the filters and the choice. */
function update() {
  drawChosen();
  const states = checked("states"), roles = checked("roles");
  const near = new Set(page.chosen === null ? [] : [page.chosen, ...needs[page.chosen], ...next[page.chosen]]);
  const seen = new Map();
  for (const [i, box] of page.boxes) {
    const state = stateOf(items[i], page.t), out = !states.has(state);
    seen.set(i, state !== "absent" && !out);
    const classes = ["item", state, out ? "out" : "", i === data.target ? "target" : "",
      i === page.chosen ? "chosen" : "", near.size && !near.has(i) ? "far" : ""];
    box.setAttribute("class", classes.filter(Boolean).join(" "));
    box.setAttribute("aria-label", `${items[i].n}, ${state}`);
    box.setAttribute("tabindex", i === (page.chosen ?? page.shown.members[0]) ? "0" : "-1");
    box.querySelector(".mark").setAttribute("d", MARKS[state]);
  }
  const mine = page.lines.filter(([edge]) => edge.need === page.chosen || edge.item === page.chosen);
  const moment = { seen, roles, refuted: states.has("refuted"),
    all: page.shown.members.length <= SMALL, own: mine.length <= FAN };
  for (const [edge, drawn] of page.lines) updateEdge(edge, drawn, moment);
  tellMoment();
  for (const id of ["to-up", "to-down"]) byId(id).disabled = page.chosen === null && page.root === null;
  if (page.chosen === null) byId("detail").hidden = true;
  else tellDetail(page, page.chosen, byId("why")?.open ?? false);
}

/* `moment`: which items are seen, roles and refuted needs shown, counts legible (all, or own). */
function updateEdge(edge, drawn, moment) {
  const state = edgeState(edge, page.t), ends = [edge.need, edge.item];
  const hidden = !state || (state === "refuted" && !moment.refuted) || !moment.roles.has(edge.role)
    || !ends.every((i) => moment.seen.get(i));
  const mine = ends.includes(page.chosen);
  const classes = ["edge", edge.role, state ?? "", hidden ? "hidden" : "", mine ? "mine" : "",
    page.chosen !== null && !mine ? "far" : ""];
  drawn.setAttribute("class", classes.filter(Boolean).join(" "));
  const count = hidden || state === "refuted" ? 1 : countOf(edge, page.t);
  const legible = moment.all || (mine && moment.own);
  drawn.querySelector(".count").textContent = count > 1 && legible ? `${count}×` : "";
}

/* --- choosing and searching ---------------------------------------------------------------- */

function choose(i) {
  if (i !== null && !page.boxes.has(i)) fold("up", i);
  page.chosen = i;
  const wide = byId("frame").clientWidth;
  update();
  if (page.fitted && byId("frame").clientWidth !== wide) fit();
  if (i !== null) bringIntoSight(i);
}

function why() {
  if (page.chosen === null) return;
  byId("why").open = true;
  byId("why").scrollIntoView({ block: "nearest" });
}

function bringIntoSight(i) {
  const { x, y, w } = page.shown.picture.places.get(i), frame = byId("frame");
  const left = x * page.scale, right = (x + w) * page.scale, high = y * page.scale;
  if (left < frame.scrollLeft || right > frame.scrollLeft + frame.clientWidth) {
    frame.scrollLeft = (left + right) / 2 - frame.clientWidth / 2;
  }
  if (high < frame.scrollTop + 20 || high > frame.scrollTop + frame.clientHeight - 20) {
    frame.scrollTop = high - frame.clientHeight / 2;
  }
  page.boxes.get(i).focus({ preventScroll: true });
}

function found() {
  const said = byId("search").value.trim().toLowerCase().replaceAll(" ", "_");
  const plain = byId("search").value.trim().toLowerCase();
  if (!plain) return [];
  const hits = [];
  items.forEach((item, i) => {
    const at = Math.max(item.n.toLowerCase().indexOf(said), item.n.toLowerCase().indexOf(plain));
    if (at >= 0) hits.push([at, item.n.length, i]);
  });
  return hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, 12).map((hit) => hit[2]);
}

function tellFound() {
  const list = byId("found"), hits = found();
  list.replaceChildren(...hits.map((i, k) => {
    const line = tag("li", { role: "option", id: `found-${k}`, "data-i": i,
      "aria-selected": String(k === 0) }, stateSample(stateOf(items[i], page.t)), items[i].n);
    line.addEventListener("mousedown", (event) => { event.preventDefault(); take(i); });
    return line;
  }));
  if (byId("search").value.trim() && !hits.length) list.append(tag("li", {}, "nothing by that name"));
  list.hidden = !list.children.length;
  byId("search").setAttribute("aria-expanded", String(!list.hidden));
  if (hits.length) byId("search").setAttribute("aria-activedescendant", "found-0");
  else byId("search").removeAttribute("aria-activedescendant");
}

function take(i) {
  byId("found").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
  byId("search").value = "";
  choose(i);
}

function searchKeys(event) {
  const options = [...byId("found").querySelectorAll("[data-i]")];
  const now = options.findIndex((o) => o.getAttribute("aria-selected") === "true");
  if (event.key === "Enter" && options.length) take(Number(options[Math.max(0, now)].dataset.i));
  else if (event.key === "Escape") {
    byId("search").value = "";
    tellFound();
    byId("search").blur();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
    const step = event.key === "ArrowDown" ? 1 : options.length - 1;
    const then = (now + step) % options.length;
    options.forEach((o, k) => o.setAttribute("aria-selected", String(k === then)));
    byId("search").setAttribute("aria-activedescendant", options[then].id);
    event.preventDefault();
  }
  event.stopPropagation();
}

/* --- time ---------------------------------------------------------------------------------- */

function goTo(t) {
  page.t = Math.max(0, Math.min(data.entries.length, t));
  byId("time").value = page.t;
  update();
}

function tellMoment() {
  const entry = data.entries[page.t - 1], n = data.entries.length;
  const steps = entry ? entry.s : 0;
  const when = page.t ? `Entry ${page.t} of ${n}, ${steps.toLocaleString("en")} env steps: ${entry.w}`
    : `Before the first of ${n} entries`;
  byId("moment").textContent = when;
  byId("moment").className = entry?.c ? "corrects" : "";
  byId("time").setAttribute("aria-valuetext", when);
  for (const chart of document.querySelectorAll(".chart")) {
    const { left, width, last } = chart.dataset, line = chart.querySelector(".now");
    const x = Number(left) + Number(width) * Math.min(1, steps / Number(last));
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
  }
}

function correction(step) {
  let t = page.t + step;
  while (t > 0 && t <= data.entries.length && !data.entries[t - 1].c) t += step;
  goTo(t);
}

let clock = null;

function play() {
  const going = clock !== null;
  clearInterval(clock);
  clock = null;
  byId("play").setAttribute("aria-pressed", String(!going));
  byId("play").textContent = going ? "Play" : "Pause";
  if (going) return;
  if (page.t === data.entries.length) goTo(0);
  const stride = Math.max(1, Math.round(data.entries.length / 200));
  clock = setInterval(() => {
    goTo(page.t + stride);
    if (page.t === data.entries.length) play();
  }, 120);
}

function drawTicks() {
  const n = Math.max(1, data.entries.length);
  byId("ticks").setAttribute("viewBox", `0 0 ${n} 10`);
  const at = data.entries.map((entry, k) => [entry, k + 1]).filter(([entry]) => entry.c);
  byId("ticks").append(shape("path", { d: at.map(([, k]) => `M${k} 0V10`).join("") }));
}

/* --- size ---------------------------------------------------------------------------------- */

function scaleTo(scale) {
  page.fitted = false;
  const { width, height } = page.shown.picture, svg = byId("picture");
  page.scale = Math.max(0.15, Math.min(3, scale));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", Math.round(width * page.scale));
  svg.setAttribute("height", Math.round(height * page.scale));
}

/* As large as fits the width and, if that leaves it legible, the height. */
function fit() {
  const { width, height } = page.shown.picture, frame = byId("frame");
  const across = frame.clientWidth / Math.max(1, width);
  const down = (window.innerHeight * 0.68) / Math.max(1, height);
  scaleTo(Math.max(0.75, Math.min(1.3, across, Math.max(down, 0.8))));
  page.fitted = true;
  frame.scrollTop = (height * page.scale - frame.clientHeight) / 2;
  frame.scrollLeft = 0;
}

function drag(event) {
  if (event.button !== 0 || event.target.closest("[data-i]")) return;
  const frame = byId("frame"), { scrollLeft, scrollTop } = frame, { clientX, clientY } = event;
  const move = (e) => {
    frame.scrollLeft = scrollLeft + clientX - e.clientX;
    frame.scrollTop = scrollTop + clientY - e.clientY;
  };
  const done = () => removeEventListener("pointermove", move);
  addEventListener("pointermove", move);
  addEventListener("pointerup", done, { once: true });
}

/* --- keys ---------------------------------------------------------------------------------- */

function neighbour(key) {
  const at = page.chosen, { places } = page.shown.picture;
  if (at === null) return page.shown.members[0];
  const own = places.get(at);
  const near = (list) => list.filter((i) => places.has(i) && page.boxes.get(i).classList.contains("absent") === false)
    .sort((a, b) => Math.abs(places.get(a).y - own.y) - Math.abs(places.get(b).y - own.y))[0];
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
  if (event.target.closest("input, select, textarea") && event.key !== "Escape") return;
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

/* --- light and dark ------------------------------------------------------------------------ */

function theme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
}

/* --- beginning ----------------------------------------------------------------------------- */

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
