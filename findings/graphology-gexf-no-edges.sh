#!/usr/bin/env bash
# graphology-gexf refuses a directed GEXF file that has no edges, if a directed graph is asked for.
# The file says `defaultedgetype="directed"`. The parser takes the type from the first edge, and
# "mixed" where there is none, which a graph of directed edges may not be. With one edge it is read.
# With: graphology 0.26.0, graphology-gexf 0.13.2. Needs node and npm.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-fund --no-audit graphology@0.26.0 graphology-gexf@0.13.2 >npm.log 2>&1
cat >read.js <<'JS'
const { DirectedGraph, Graph } = require("graphology");
const { parse } = require("graphology-gexf");
const file = (edges) => `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
  <graph defaultedgetype="directed" mode="static">
    <nodes><node id="log" label="log"/><node id="planks" label="planks"/></nodes>
    <edges>${edges}</edges>
  </graph>
</gexf>`;
const FILES = { "one edge": '<edge id="0" source="log" target="planks"/>', "no edge": "" };
for (const [name, edges] of Object.entries(FILES)) {
  for (const kind of [DirectedGraph, Graph]) {
    try {
      const graph = parse(kind, file(edges));
      console.log(`${name}, ${kind.name}: ${graph.type}, ${graph.order} nodes`);
    } catch (error) {
      console.log(`${name}, ${kind.name}: ${error.message}`);
    }
  }
}
JS
node read.js | tee seen
cat >expected <<'TXT'
one edge, DirectedGraph: directed, 2 nodes
one edge, Graph: directed, 2 nodes
no edge, DirectedGraph: DirectedGraph.from: inconsistent "mixed" type in given options!
no edge, Graph: mixed, 2 nodes
TXT
diff expected seen
