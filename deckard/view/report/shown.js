"use strict";
/* What the page shows, and the drawing of it at a moment. */

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
