"use strict";
/* Places the items of a view. Which column an item stands in, and in which order a column begins,
   was computed when the report was made; here columns are thinned to what is shown, edges that
   pass columns get a lane (one for all edges of a need), and heights are set so that edges are
   straight where they can be. */

const ROW = 36, LANE = 9, GAP = 54, EDGE = 24, WIDE = 1100;

/* places: item -> {x, y, w}; routes: "need>item" -> lanes [{x0, x1, y}] between the two boxes.
   Items that nothing joins, `loose`, stand below the others. */
function pack(items, members, links, loose) {
  const picture = packJoined(items, members.filter((i) => !loose.has(i)), links);
  const step = Math.max(0, ...[...loose].map((i) => items[i].w)) + 14;
  const across = Math.max(1, Math.floor((Math.max(picture.width, WIDE) - 2 * EDGE) / step));
  const top = picture.height + (loose.size && loose.size < members.length ? EDGE : 0);
  members.filter((i) => loose.has(i)).sort((a, b) => items[a].n < items[b].n ? -1 : 1).forEach((i, k) => {
    const x = EDGE + (k % across) * step, y = top + ROW / 2 + Math.floor(k / across) * ROW;
    picture.places.set(i, { x, y, w: items[i].w });
  });
  if (loose.size) {
    picture.width = Math.max(picture.width, 2 * EDGE + step * Math.min(across, loose.size));
    picture.height = top + ROW * Math.ceil(loose.size / across) + EDGE;
  }
  return picture;
}

function packJoined(items, members, links) {
  const columns = toColumns(items, members);
  const nodes = new Map(members.map((i) => [i, { i, column: columns.at.get(i), rank: items[i].r,
    left: [], right: [], high: ROW }]));
  const layers = columns.list.map((list) => list.map((i) => nodes.get(i)));
  const lanes = new Map();
  for (const [need, item] of links) {
    if (columns.at.get(need) < columns.at.get(item)) lead(nodes, layers, lanes, need, item);
  }
  order(layers);
  settle(layers);
  return toPicture(items, layers, lanes, links, nodes);
}

function toColumns(items, members) {
  const used = [...new Set(members.map((i) => items[i].c))].sort((a, b) => a - b);
  const dense = new Map(used.map((c, k) => [c, k]));
  const at = new Map(members.map((i) => [i, dense.get(items[i].c)]));
  const list = used.map(() => []);
  for (const i of [...members].sort((a, b) => items[a].r - items[b].r)) list[at.get(i)].push(i);
  return { at, list };
}

/* Join a need to an item by lanes through the columns between them, shared with its other items. */
function lead(nodes, layers, lanes, need, item) {
  let from = nodes.get(need);
  const to = nodes.get(item);
  for (let c = from.column + 1; c < to.column; c++) {
    const key = `${need}@${c}`;
    if (!lanes.has(key)) {
      const lane = { column: c, rank: nodes.get(need).rank + 0.5, left: [], right: [], high: LANE };
      lanes.set(key, lane);
      layers[c].push(lane);
      join(from, lane);
    }
    from = lanes.get(key);
  }
  join(from, to);
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

function toPicture(items, layers, lanes, links, nodes) {
  const all = layers.flat();
  const top = Math.min(0, ...all.map((n) => n.y - n.high / 2)) - EDGE;
  const spans = [];
  let x = EDGE;
  for (const layer of layers) {
    const wide = Math.max(40, ...layer.map((n) => ("i" in n ? items[n.i].w : 0)));
    spans.push({ x0: x, x1: x + wide });
    x += wide + GAP + Math.min(70, layer.length * 1.5);
  }
  const places = new Map();
  for (const [i, node] of nodes) {
    places.set(i, { x: spans[node.column].x0, y: node.y - top, w: items[i].w });
  }
  const routes = new Map();
  for (const [need, item] of links) {
    const passed = [];
    for (let c = nodes.get(need).column + 1; c < nodes.get(item).column; c++) {
      passed.push({ ...spans[c], y: lanes.get(`${need}@${c}`).y - top });
    }
    routes.set(`${need}>${item}`, passed);
  }
  const height = Math.max(0, ...all.map((n) => n.y + n.high / 2)) - top + EDGE;
  return { places, routes, width: spans.length ? spans.at(-1).x1 + EDGE : 0, height };
}
