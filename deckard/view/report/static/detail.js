"use strict";
/* The panel beside the graph: what is believed of an item, what was, and why. */

/* `page` tells the time and acts: { data, t, now, choose, goTo, fold }. */
function tellDetail(page, i) {
  const item = page.data.items[i], state = stateOf(item, page.t), panel = byId("detail");
  const back = keepPlace(panel, i);
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
  if (i === page.data.target) panel.append(tag("p", { class: "goal" }, "The target of the run."));
  if (now.length) panel.append(tag("h3", {}, "Believed"), tellNow(page, now));
  if (item.o && page.t === page.data.entries.length) {
    panel.append(tag("h3", {}, "Policy learnt"), tag("p", {}, item.o));
  }
  if (past.length) panel.append(tag("h3", {}, "Believed before"), tellPast(page, past));
  const users = page.now.next[i];
  if (users.length) panel.append(tag("h3", {}, `Leads to (${users.length})`), links(page, users));
  panel.append(tellWhy(page, item));
  panel.hidden = false;
  back();
}

/* Return what gives the panel its scroll and focus back once it has been filled anew. */
function keepPlace(panel, i) {
  const top = panel.dataset.of === String(i) && !panel.hidden ? panel.scrollTop : 0;
  const stops = () => [...panel.querySelectorAll("button, summary")];
  const at = document.activeElement, alike = (stop) => stop.textContent === at.textContent;
  const which = stops().filter(alike).indexOf(at), high = at.getBoundingClientRect().top;
  panel.dataset.open = String(byId("why")?.open ?? false);
  panel.dataset.of = i;
  return () => {
    panel.scrollTop = top;
    const stop = stops().filter(alike)[which];
    stop?.focus({ preventScroll: true });
    if (stop) panel.scrollTop += stop.getBoundingClientRect().top - high;
  };
}

function folds(page, i) {
  const line = tag("div", { class: "group" });
  for (const [view, words] of [["up", "Ancestors"], ["down", "Descendants"]]) {
    const button = tag("button", { type: "button" }, words);
    button.addEventListener("click", () => page.fold(view, i));
    line.append(button);
  }
  return line;
}

function tellNow(page, beliefs) {
  const list = tag("ul", { class: "beliefs" });
  for (const [belief, held] of beliefs) {
    const line = tag("li", {}, tag("span", { class: held }, belief.w), ` (${held})`, verdict(belief));
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
  const more = belief.m.length ? `, but not exact in: ${belief.m.join(", ")}` : "";
  const text = belief.t.length ? `✗ differs from the truth in: ${belief.t.join(", ")}` : `✓ true${more}`;
  return tag("span", { class: "truth" }, text);
}

function links(page, items) {
  const line = tag("div", { class: "links" });
  for (const k of items.slice(0, 40)) {
    const button = tag("button", { type: "button", class: "link" }, page.data.items[k].n);
    button.addEventListener("click", () => page.choose(k));
    line.append(button, " ");
  }
  if (items.length > 40) line.append(`and ${items.length - 40} more`);
  return line;
}

function entryLink(page, n) {
  const button = tag("button", { type: "button", class: "link", title: "Go to this moment" }, `entry ${n}`);
  button.addEventListener("click", () => page.goTo(n));
  return button;
}

/* The same recipes and entries as `deckard graph why` tells; those after the moment are faint. */
function tellWhy(page, item) {
  const entries = new Set(item.y.flatMap((account) => account.r.map((reason) => reason.n)));
  const many = entries.size === 1 ? "entry" : "entries";
  const box = tag("details", { id: "why" }, tag("summary", {}, `Why (${entries.size} ${many})`));
  box.open = byId("detail").dataset.open === "true";
  for (const account of item.y) box.append(...tellAccount(page, account));
  if (item.a) box.append(tellSwept(page, ...item.a));
  if (!item.y.length && !item.a) box.append(tag("p", {}, "No entry speaks of it yet."));
  return box;
}

/* Items that nothing is known of are attempted many at once, with whatever there is. */
function tellSwept(page, times, last) {
  return tag("p", { class: "swept" }, `Attempted without a recipe ${times} time${times > 1 ? "s" : ""}, last in `,
    entryLink(page, last), ".");
}

function openWhy() {
  byId("why").open = true;
}

function tellAccount(page, account) {
  const then = account.r.filter((reason) => reason.n <= page.t).at(-1);
  const state = !account.w ? "" : then?.s ?? "not yet";
  const head = tag("h4", { class: state }, account.w || "Answers without a usable recipe",
    state ? tag("span", { class: "state" }, state) : "");
  const list = tag("ol", {});
  for (const reason of account.r) list.append(tellReason(page, reason));
  const needs = account.p && state === "verified" ? [tag("p", { class: "held" }, `Needs in the end: ${account.p}.`)] : [];
  return [head, ...needs, list];
}

function tellReason(page, reason) {
  const steps = page.data.entries[reason.n - 1].s.toLocaleString("en");
  const line = tag("li", { class: reason.n > page.t ? "later" : "" },
    tag("p", { class: "when" }, entryLink(page, reason.n), `, env step ${steps}`),
    tag("p", {}, reason.w));
  for (const seen of reason.g ?? []) line.append(tag("p", { class: "held" }, seen));
  if (reason.q) line.append(tag("blockquote", {}, tag("cite", {}, reason.m ?? ""), tag("pre", {}, reason.q)));
  return line;
}
