"use strict";
/* The panel beside the graph: what is believed of an item, what was, and why. */

/* `page` tells the time and acts: { data, t, choose, goTo, fold }. */
function tellDetail(page, i, open) {
  const item = page.data.items[i], state = stateOf(item, page.t);
  const panel = byId("detail");
  const now = [], past = [];
  for (const belief of item.b) {
    const held = standing(belief, page.t);
    if (held === "refuted") past.push(belief);
    else if (held) now.push([belief, held]);
  }
  const badge = tag("span", { class: `badge ${state}` }, stateSample(state), state);
  const shut = tag("button", { type: "button", class: "shut", "aria-label": "Close" }, "×");
  shut.addEventListener("click", () => page.choose(null));
  panel.replaceChildren(shut, tag("h2", {}, item.n), badge, folds(page, i));
  if (now.length) panel.append(tag("h3", {}, "Believed"), tellNow(page, now));
  if (item.o && page.t === page.data.entries.length) {
    panel.append(tag("h3", {}, "Policy learnt"), tag("p", {}, item.o));
  }
  if (past.length) panel.append(tag("h3", {}, "Believed before"), tellPast(page, past));
  const users = page.next[i].filter((k) => page.data.items[k].b.some((b) =>
    standing(b, page.t) && standing(b, page.t) !== "refuted" && b.k.some(([need]) => need === i)));
  if (users.length) panel.append(tag("h3", {}, "Leads to"), links(page, users));
  panel.append(tellWhy(page, item, open));
  panel.hidden = false;
  panel.scrollTop = 0;
}

function folds(page, i) {
  const row = tag("div", { class: "group" });
  for (const [view, words] of [["up", "Ancestors"], ["down", "Descendants"]]) {
    const button = tag("button", { type: "button" }, words);
    button.addEventListener("click", () => page.fold(view, i));
    row.append(button);
  }
  return row;
}

function tellNow(page, beliefs) {
  const list = tag("ul", { class: "beliefs" });
  for (const [belief, held] of beliefs) {
    const line = tag("li", {}, tag("span", { class: held }, belief.w), ` (${held}`);
    for (const n of belief.e.filter((n) => n <= page.t)) line.append(", ", entryLink(page, n));
    line.append(")", verdict(belief));
    const needs = [...new Set(belief.k.map(([need]) => need))];
    if (needs.length) line.append(links(page, needs));
    list.append(line);
  }
  return list;
}

function tellPast(page, beliefs) {
  const list = tag("ul", { class: "beliefs" });
  for (const belief of beliefs) {
    list.append(tag("li", {}, tag("s", {}, belief.w), ` until `, entryLink(page, belief.x),
      `: ${belief.why}`, verdict(belief)));
  }
  return list;
}

function verdict(belief) {
  if (belief.t === undefined) return "";
  const said = belief.t.length ? `✗ differs from the truth in: ${belief.t.join(", ")}` : "✓ true";
  return tag("span", { class: "truth" }, said);
}

function links(page, items) {
  const row = tag("div", { class: "links" });
  for (const k of items.slice(0, 40)) {
    const button = tag("button", { type: "button", class: "link" }, page.data.items[k].n);
    button.addEventListener("click", () => page.choose(k));
    row.append(button, " ");
  }
  if (items.length > 40) row.append(`and ${items.length - 40} more`);
  return row;
}

function entryLink(page, n) {
  const button = tag("button", { type: "button", class: "link", title: "Go to this moment" }, `entry ${n}`);
  button.addEventListener("click", () => page.goTo(n));
  return button;
}

function tellWhy(page, item, open) {
  const box = tag("details", { id: "why" }, tag("summary", {}, `Why (${item.y.length})`));
  box.open = open;
  const list = tag("ol", {});
  for (const reason of item.y) list.append(tellReason(page, reason));
  if (!item.y.length) list.append(tag("li", {}, "No entry speaks of it: it is only needed."));
  box.append(list);
  return box;
}

function tellReason(page, reason) {
  const steps = page.data.entries[reason.n - 1].s.toLocaleString("en");
  const line = tag("li", { class: reason.n > page.t ? "later" : "" },
    tag("p", { class: "when" }, entryLink(page, reason.n), `, env step ${steps}`),
    tag("p", {}, reason.w));
  if (reason.i !== undefined) {
    line.append(tag("dl", { class: "held" }, tag("dt", {}, "before"), tag("dd", {}, reason.i),
      tag("dt", {}, "after"), tag("dd", {}, reason.j)));
  }
  if (reason.q) line.append(tag("blockquote", {}, tag("cite", {}, reason.m), tag("pre", {}, reason.q)));
  return line;
}
