"use strict";
/* What the page shows, and the drawing of it at a moment. */

const MOST = 600, SMALL = 60, FAN = 20, FIRST = 60;
const data = JSON.parse(byId("data").textContent);
const items = data.items, edges = allEdges(items), measure = measurer();
if (data.target !== null) items[data.target].goal = true;
const page = { data, t: data.entries.length, choose, goTo, fold, chosen: null, last: null,
  view: "whole", root: null, scale: 1, fitted: null, size: "", shown: null, now: null };

/* The items of a view at the moment: what is believed then says what an item needs. */
function membersOf(view, root) {
  const { needs, next } = page.now;
  if (view === "target") return reach(data.target, needs);
  if (view === "up") return reach(root, needs);
  if (view === "down") return reach(root, next);
  const used = items.map((_, i) => i).sort((a, b) => next[b].length - next[a].length || a - b);
  if (data.target === null) return used;
  return [...new Set([...reach(data.target, needs).slice(0, FIRST), ...used])];
}

function fold(view, root = page.chosen) {
  if ((view === "target" && data.target === null) || (view !== "target" && view !== "whole" && root === null)) return;
  page.view = view;
  page.root = view === "up" || view === "down" ? root : null;
  layOut(membersOf(view, root));
  if (page.chosen !== null && !page.boxes.has(page.chosen)) page.chosen = null;
  for (const name of ["target", "whole", "up", "down"]) {
    byId(`to-${name}`).setAttribute("aria-pressed", String(name === view));
  }
  update();
  fitLegibly();
}

/* Place and draw the first of these items; and the chosen one, which time may have parted from them. */
function layOut(all) {
  const members = all.slice(0, MOST), within = new Set(members);
  if (page.chosen !== null && page.shown && !within.has(page.chosen)) members.push(page.chosen);
  for (const i of members) measure(items[i]);
  const inside = edges.filter((e) => within.has(e.need) && within.has(e.item));
  const hubs = hubsOf(inside, members), small = members.length <= SMALL;
  const pairs = (list) => [...new Map(list.map((e) => [`${e.need}>${e.item}`, [e.need, e.item]])).values()];
  const links = pairs(inside.filter((e) => !hubs.has(e.need)));
  const joined = new Set(inside.flatMap((e) => [e.need, e.item]));
  const loose = new Set(members.filter((i) => !joined.has(i)));
  const held = pairs(inside.filter(({ need, item }) => page.now.needs[item].includes(need)));
  const picture = pack(items, members, links, loose,
    { gap: small ? NARROW : GAP, holding: page.view === "whole" ? null : held });
  if (small) stretch(picture, roomFor(picture));
  page.folded = String(all.slice(0, MOST));
  page.shown = { members, hubs, inside, all: all.length, small, picture };
  draw();
  tellFolded();
}

/* Items that so many others need that their edges would hide the rest; few of them in small views. */
function hubsOf(inside, members) {
  const fans = new Map();
  for (const { need } of inside) fans.set(need, (fans.get(need) ?? 0) + 1);
  const most = members.length > SMALL ? FAN : Infinity;
  return new Map([...fans].filter(([, n]) => n > most).sort((a, b) => b[1] - a[1]));
}

function tellFolded() {
  const { hubs, all, members } = page.shown, left = Math.max(0, all - members.length);
  const of = { target: `the way to ${name(data.target)}`, whole: "the whole graph",
    up: `what ${name(page.root)} needs`, down: `what ${name(page.root)} leads to` }[page.view];
  const number = (n) => n.toLocaleString("en");
  const said = [`${of[0].toUpperCase()}${of.slice(1)}: ${number(members.length)} of ${number(items.length)} items.`];
  if (left) {
    const which = page.view === "whole" ? "those that the fewest others need" : "the farthest";
    said.push(`${number(left)} of ${number(all)} are folded away, ${which}; the search finds them.`);
  }
  if (hubs.size) {
    const list = [...hubs].slice(0, 6).map(([i, n]) => `${name(i)} (${n})`).join(", ");
    const more = hubs.size > 6 ? ` and ${hubs.size - 6} more` : "";
    said.push(`Edges folded, too many to be drawn: of ${list}${more}. Choosing an item marks all it needs and leads to.`);
  }
  byId("folded").textContent = said.join(" ");
}

function name(i) {
  return i === null ? "nothing" : items[i].n;
}

function draw() {
  const { members, inside, picture, hubs, small } = page.shown, { places, routes } = picture;
  const lines = shape("g"), boxes = shape("g"), taken = [];
  page.boxes = new Map();
  page.lines = [];
  for (const i of members) {
    page.boxes.set(i, drawItem(items[i], i, places.get(i)));
    boxes.append(page.boxes.get(i));
  }
  inside.forEach((edge) => {
    if (hubs.has(edge.need)) return;
    const { d, spots } = course(places.get(edge.need), places.get(edge.item),
      routes.get(`${edge.need}>${edge.item}`) ?? []);
    const seen = small && edgeState(edge, page.t);
    const drawn = drawEdge(d, seen ? freeSpot(spots, taken) : spots[0]);
    lines.append(drawn);
    page.lines.push([edge, drawn]);
  });
  byId("picture").setAttribute("class", small ? "small" : "");
  byId("picture").replaceChildren(lines, boxes);
}

function checked(field) {
  return new Set([...byId(field).querySelectorAll("input:checked")].map((box) => box.value));
}

/* Give everything drawn the classes of the moment, the filters and the choice. */
function update() {
  const states = checked("states"), at = page.chosen;
  const focused = at !== null && at !== page.root;  // what was folded to stays legible, all of it
  const needs = new Set(page.now.needs[at]), next = new Set(page.now.next[at]);
  const seen = new Map();
  for (const [i, box] of page.boxes) {
    const state = stateOf(items[i], page.t), out = !states.has(state) && state !== "absent";
    const near = i === at || needs.has(i) || next.has(i);
    seen.set(i, state !== "absent" && !out);
    const classes = ["item", state, out ? "out" : "", i === data.target ? "target" : "",
      i === at ? "chosen" : "", needs.has(i) ? "need" : "", next.has(i) ? "use" : "", focused && !near ? "far" : ""];
    box.setAttribute("class", classes.filter(Boolean).join(" "));
    box.setAttribute("aria-label", `${items[i].n}, ${state}${items[i].goal ? ", the target" : ""}`);
    box.setAttribute("tabindex", "-1");
    box.querySelector(".mark").setAttribute("d", MARKS[state]);
  }
  page.boxes.get(at ?? (page.boxes.has(page.last) ? page.last : page.shown.members[0]))?.setAttribute("tabindex", "0");
  updateEdges(seen, states, focused);
  tellMoment();
  for (const id of ["to-up", "to-down"]) byId(id).disabled = at === null && page.root === null;
  if (at === null) byId("detail").hidden = true;
  else tellDetail(page, at);
  drawMap();
}

function updateEdges(seen, states, focused) {
  const mine = page.lines.filter(([edge]) => edge.need === page.chosen || edge.item === page.chosen);
  const moment = { seen, focused, roles: checked("roles"), refuted: states.has("refuted"),
    all: page.shown.small, own: mine.length <= FAN };
  const fed = new Set();
  for (const [edge, drawn] of page.lines) if (updateEdge(edge, drawn, moment)) fed.add(edge.item);
  for (const [i, box] of page.boxes) box.classList.toggle("fed", fed.has(i));
}

/* Whether the edge is seen; `moment`: which items are, roles and refuted needs shown, counts legible
   (all, or own). */
function updateEdge(edge, drawn, moment) {
  const state = edgeState(edge, page.t), ends = [edge.need, edge.item];
  const hidden = !state || (state === "refuted" && !moment.refuted) || !moment.roles.has(edge.role)
    || !ends.every((i) => moment.seen.get(i));
  const mine = ends.includes(page.chosen);
  const classes = ["edge", edge.role, state ?? "", hidden ? "hidden" : "", mine ? "mine" : "",
    moment.focused && !mine ? "far" : ""];
  drawn.setAttribute("class", classes.filter(Boolean).join(" "));
  const count = hidden || state === "refuted" ? 1 : countOf(edge, page.t);
  const legible = moment.all || (mine && moment.own);
  tellEdge(drawn, state === "refuted", count > 1 && legible ? `${count}×` : "");
  return !hidden;
}
