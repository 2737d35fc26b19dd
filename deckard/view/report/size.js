"use strict";
/* The size of the picture, and moving it. */

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
