"use strict";
/* Places the items of a view. Which column an item stands in, and in which order a column begins,
   was computed when the report was made; here columns are thinned to what is shown, edges that
   pass columns get a lane (one for all edges of a need), and heights are set so that edges are
   straight where they can be. */

const ROW = 36, LANE = 9, GAP = 54, NARROW = 42, EDGE = 20, WIDE = 1100;

/* places: item -> {x, y, w, x1}, x1 being the end of its column; routes: "need>item" -> lanes
   [{x0, x1, y}] between the two boxes. Items that nothing joins, `loose`, stand below the others. The columns are those of the whole
   time, or, given links that hold at the moment, as few as these allow. */
function pack(items, members, links, loose, { gap, holding }) {
  const joined = members.filter((i) => !loose.has(i));
  const picture = packJoined(items, joined, links, gap, holding);
  const step = Math.max(0, ...[...loose].map((i) => items[i].w)) + 14;
  const across = Math.max(1, Math.floor((Math.max(picture.width, WIDE) - 2 * EDGE) / step));
  const top = picture.height + (loose.size && loose.size < members.length ? EDGE : 0);
  members.filter((i) => loose.has(i)).sort((a, b) => items[a].n < items[b].n ? -1 : 1).forEach((i, k) => {
    const x = EDGE + (k % across) * step, y = top + ROW / 2 + Math.floor(k / across) * ROW;
    picture.places.set(i, { x, y, w: items[i].w, x1: x + items[i].w });
  });
  if (loose.size) {
    picture.width = Math.max(picture.width, 2 * EDGE + step * Math.min(across, loose.size));
    picture.height = top + ROW * Math.ceil(loose.size / across) + EDGE;
  }
  return picture;
}

function packJoined(items, members, links, gap, holding) {
  const columns = toColumns(items, members, holding ? depths(items, members, holding) : (i) => items[i].c);
  const nodes = new Map(members.map((i) => [i, { i, column: columns.at.get(i), rank: items[i].r,
    left: [], right: [], high: ROW }]));
  const layers = columns.list.map((list) => list.map((i) => nodes.get(i)));
  const lanes = new Map();
  for (const [need, item] of links) {
    const lead = columns.at.get(need) < columns.at.get(item) ? leadOn : leadBack;
    lead(nodes, layers, lanes, need, item);
  }
  order(layers);
  settle(layers);
  return toPicture(items, layers, lanes, links, nodes, gap);
}

/* The longest way from raw to each item along links; what closes a circle is left out. */
function depths(items, members, links) {
  const needs = new Map(members.map((i) => [i, []])), found = new Map(), open = new Set();
  for (const [need, item] of links) needs.get(item).push(need);
  const depth = (i) => {
    if (found.has(i)) return found.get(i);
    open.add(i);
    found.set(i, Math.max(0, ...needs.get(i).filter((need) => !open.has(need)).map((need) => depth(need) + 1)));
    open.delete(i);
    return found.get(i);
  };
  return depth;
}

function toColumns(items, members, column) {
  const used = [...new Set(members.map(column))].sort((a, b) => a - b);
  const dense = new Map(used.map((c, k) => [c, k]));
  const at = new Map(members.map((i) => [i, dense.get(column(i))]));
  const list = used.map(() => []);
  for (const i of [...members].sort((a, b) => items[a].r - items[b].r)) list[at.get(i)].push(i);
  return { at, list };
}

/* Join a need to an item by lanes through the columns between them, shared with its other items. */
function leadOn(nodes, layers, lanes, need, item) {
  let from = nodes.get(need);
  const to = nodes.get(item);
  for (let c = from.column + 1; c < to.column; c++) {
    const key = `${need}@${c}`;
    if (!lanes.has(key)) join(from, laneIn(layers, lanes, key, c, nodes.get(need).rank));
    from = lanes.get(key);
  }
  join(from, to);
}

/* A need that stands right of its item, or above it, closes a circle: its lanes pass both. */
function leadBack(nodes, layers, lanes, need, item) {
  const rank = (nodes.get(need).rank + nodes.get(item).rank) / 2;
  let from = null;
  for (let c = nodes.get(item).column; c <= nodes.get(need).column; c++) {
    const key = `${need}<${item}@${c}`, lane = laneIn(layers, lanes, key, c, rank);
    if (from) join(from, lane);
    from = lane;
  }
}

function laneIn(layers, lanes, key, column, rank) {
  const lane = { column, rank: rank + 0.5, left: [], right: [], high: LANE };
  lanes.set(key, lane);
  layers[column].push(lane);
  return lane;
}

function join(a, b) {
  a.right.push(b);
  b.left.push(a);
}

/* Sort each column by where its neighbours stand, to and fro. */
function order(layers) {
  for (const layer of layers) {
    layer.sort((a, b) => a.rank - b.rank);
    number(layer);
  }
  for (let round = 0; round < 12; round++) {
    const forth = round % 2 === 0;
    for (const layer of forth ? layers : [...layers].reverse()) {
      for (const node of layer) node.wish = mean(forth ? node.left : node.right, "spot", node.spot);
      layer.sort((a, b) => a.wish - b.wish || a.spot - b.spot);
      number(layer);
    }
  }
}

function number(layer) {
  layer.forEach((node, k) => { node.spot = (k + 0.5) / layer.length; });
}

function mean(nodes, key, otherwise) {
  if (!nodes.length) return otherwise;
  return nodes.reduce((sum, node) => sum + node[key], 0) / nodes.length;
}

/* Give every node a height near those of its neighbours, in the order of its column. */
function settle(layers) {
  const tallest = Math.max(0, ...layers.map((layer) => layer.reduce((s, n) => s + n.high, 0)));
  for (const layer of layers) {
    const high = layer.reduce((s, n) => s + n.high, 0);
    let y = (tallest - high) / 2;
    for (const node of layer) {
      node.y = y + node.high / 2;
      y += node.high;
    }
  }
  for (let round = 0; round < 24; round++) {
    for (const layer of round % 2 ? [...layers].reverse() : layers) {
      for (const node of layer) {
        node.wish = mean([...node.left, ...node.right], "y", node.y);
      }
      space(layer);
    }
  }
}

/* The heights nearest to the wishes that keep order and distance: pooled adjacent violators. */
function space(layer) {
  const pools = [];
  let offset = 0;
  for (const node of layer) {
    node.offset = offset + node.high / 2;
    offset += node.high;
    let pool = { sum: node.wish - node.offset, count: 1, nodes: [node] };
    while (pools.length && average(pools.at(-1)) > average(pool)) {
      const other = pools.pop();
      pool = { sum: other.sum + pool.sum, count: other.count + pool.count,
        nodes: other.nodes.concat(pool.nodes) };
    }
    pools.push(pool);
  }
  for (const pool of pools) {
    for (const node of pool.nodes) node.y = average(pool) + node.offset;
  }
}

function average(pool) {
  return pool.sum / pool.count;
}

function toPicture(items, layers, lanes, links, nodes, gap) {
  const all = layers.flat();
  const top = Math.min(0, ...all.map((n) => n.y - n.high / 2)) - EDGE;
  const spans = [];
  let x = EDGE;
  for (const layer of layers) {
    const wide = Math.max(40, ...layer.map((n) => ("i" in n ? items[n.i].w : 0)));
    spans.push({ x0: x, x1: x + wide });
    x += wide + gap + (gap > NARROW ? Math.min(70, layer.length * 1.5) : 0);
  }
  const places = new Map();
  for (const [i, node] of nodes) {
    places.set(i, { x: spans[node.column].x0, y: node.y - top, w: items[i].w, x1: spans[node.column].x1 });
  }
  const routes = new Map();
  for (const [need, item] of links) {
    const passed = [], from = nodes.get(need).column, to = nodes.get(item).column;
    for (let c = from + 1; c < to; c++) passed.push({ ...spans[c], y: lanes.get(`${need}@${c}`).y - top });
    for (let c = from; c >= to; c--) {
      const { x0, x1 } = spans[c];
      passed.push({ x0: x1, x1: x0, y: lanes.get(`${need}<${item}@${c}`).y - top });
    }
    routes.set(`${need}>${item}`, passed);
  }
  const height = Math.max(0, ...all.map((n) => n.y + n.high / 2)) - top + EDGE;
  return { places, routes, width: spans.length ? spans.at(-1).x1 + EDGE : 0, height };
}

/* Spread a picture downwards, boxes as tall as before. */
function stretch(picture, factor) {
  for (const place of picture.places.values()) place.y *= factor;
  for (const lanes of picture.routes.values()) for (const lane of lanes) lane.y *= factor;
  picture.height *= factor;
}
