"use strict";
/* Choosing an item, and searching for one. */

function choose(i) {
  if (i === page.chosen && i === null) return;
  page.last = page.chosen ?? page.last;
  if (i !== null && !page.boxes.has(i)) fold("up", i);
  page.chosen = i;
  update();
  resized();
  if (page.boxes.has(i ?? page.last)) bringIntoSight(i ?? page.last);
}

function why() {
  if (page.chosen === null) return;
  openWhy();
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
