#!/usr/bin/env bash
# networkx refuses the JSON that Cytoscape.js writes, and makes one edge of its parallel edges.
# `cytoscape_graph` takes the node from `value`, which only networkx itself writes. With that added
# it reads every edge without `key` as key 0: an item that needs planks twice, as an ingredient and
# to work at, keeps one need. Nothing is said.
# With: networkx 3.6.1, cytoscape 3.35.0. Needs python3 with venv, node and npm.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q networkx==3.6.1
npm install --silent --no-fund --no-audit cytoscape@3.35.0 >npm.log 2>&1
cat >write.js <<'JS'
const cytoscape = require("cytoscape");
const graph = cytoscape({
  elements: [
    { data: { id: "planks" } },
    { data: { id: "chest" } },
    { data: { id: "e0", source: "planks", target: "chest", role: "ingredient" } },
    { data: { id: "e1", source: "planks", target: "chest", role: "station" } },
  ],
});
require("fs").writeFileSync("graph.json", JSON.stringify(graph.json()));
console.log(`Cytoscape.js wrote ${graph.nodes().length} nodes, ${graph.edges().length} edges`);
JS
cat >read.py <<'PY'
import json
from pathlib import Path

import networkx as nx

document = json.loads(Path("graph.json").read_text(encoding="utf-8")) | {"multigraph": True}
try:
    nx.cytoscape_graph(document)
except KeyError as error:
    print("networkx: KeyError", error)
for node in document["elements"]["nodes"]:
    node["data"]["value"] = node["data"]["id"]
graph = nx.cytoscape_graph(document)
print(f"networkx, with `value`: {len(graph)} nodes, {graph.number_of_edges()} edges")
for edge in document["elements"]["edges"]:
    edge["data"]["key"] = edge["data"]["id"]
graph = nx.cytoscape_graph(document)
print(f"networkx, with `key` too: {len(graph)} nodes, {graph.number_of_edges()} edges")
PY
node write.js | tee seen
venv/bin/python read.py | tee -a seen
cat >expected <<'TXT'
Cytoscape.js wrote 2 nodes, 2 edges
networkx: KeyError 'value'
networkx, with `value`: 2 nodes, 1 edges
networkx, with `key` too: 2 nodes, 2 edges
TXT
diff expected seen
