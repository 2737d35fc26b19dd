"use strict";
/* The moment that is shown. */

function goTo(t) {
  page.t = Math.max(0, Math.min(data.entries.length, t));
  page.now = neighbours(items.length, edges, page.t);
  byId("time").value = page.t;
  if (page.view !== "whole") layOutAnew();
  update();
}

/* What was folded to may need other items at another moment; the size stays, and so does the place. */
function layOutAnew() {
  const all = membersOf(page.view, page.root), frame = byId("frame"), { scrollLeft, scrollTop } = frame;
  if (String(all.slice(0, MOST)) === page.folded) return;
  const { fitted } = page;
  layOut(all);
  scaleTo(page.scale);
  frame.scrollTo(scrollLeft, scrollTop);
  page.fitted = fitted;
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
  if (t > 0 && t <= data.entries.length) goTo(t);
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
