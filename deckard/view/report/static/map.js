"use strict";
/* The small map of a picture that is larger than its frame: where one is in it. */

const MAP_WIDE = 190, MAP_HIGH = 120;

function drawMap() {
  if (!page.shown) return;
  const { picture } = page.shown, frame = byId("frame"), map = byId("map");
  const wide = picture.width * page.scale, high = picture.height * page.scale;
  map.toggleAttribute("hidden", wide <= frame.clientWidth + 2 && high <= frame.clientHeight + 2);
  if (map.hasAttribute("hidden")) return;
  const scale = Math.min(MAP_WIDE / picture.width, MAP_HIGH / picture.height);
  map.setAttribute("viewBox", `0 0 ${picture.width} ${picture.height}`);
  map.setAttribute("width", Math.round(picture.width * scale));
  map.setAttribute("height", Math.round(picture.height * scale));
  map.replaceChildren(...mapped(), shape("rect", { id: "sight", x: frame.scrollLeft / page.scale,
    y: frame.scrollTop / page.scale, width: frame.clientWidth / page.scale, height: frame.clientHeight / page.scale }));
}

/* One path for all items of a state, and a spot for the target and what is chosen. */
function mapped() {
  const { places } = page.shown.picture, boxes = new Map();
  for (const [i, { x, y, w }] of places) {
    const state = stateOf(items[i], page.t);
    boxes.set(state, `${boxes.get(state) ?? ""}M${x} ${y - 13}h${w}v26h${-w}z`);
  }
  const drawn = [...boxes].map(([state, d]) => shape("path", { class: `item ${state}`, d }));
  for (const i of [data.target, page.chosen]) {
    if (places.has(i)) drawn.push(shape("circle", { cx: places.get(i).x + 40, cy: places.get(i).y, r: 70 }));
  }
  return drawn;
}

function moveSight() {
  const sight = byId("sight"), frame = byId("frame");
  sight?.setAttribute("x", frame.scrollLeft / page.scale);
  sight?.setAttribute("y", frame.scrollTop / page.scale);
}

function goOnMap(event) {
  const go = ({ clientX, clientY }) => {
    const { left, top, width } = byId("map").getBoundingClientRect(), frame = byId("frame");
    const scale = page.scale * page.shown.picture.width / width;
    frame.scrollLeft = (clientX - left) * scale - frame.clientWidth / 2;
    frame.scrollTop = (clientY - top) * scale - frame.clientHeight / 2;
  };
  go(event);
  follow(go);
  event.preventDefault();
}
