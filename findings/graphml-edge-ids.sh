#!/usr/bin/env bash
# networkx writes the keys of a multigraph as the ids of GraphML edges.
# Keys are unique only between two nodes, ids in a whole file: a crafting graph whose keys are roles
# ("ingredient", "station") gets the same id on many edges. networkx reads its own file back whole;
# graphology-graphml, the reader of Gephi Lite, refuses the second edge.
# With: networkx 3.6.1, graphology 0.26.0, graphology-graphml 0.5.2. Needs python3 with venv, node, npm.
# Seen on 2026-11-28:
#   networkx wrote 3 edges with ids: ingredient ingredient station
#   networkx read 3 edges
#   graphology-graphml: inconsistency detected when attempting to merge the "ingredient" edge
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q networkx==3.6.1
npm install --silent --no-fund --no-audit graphology@0.26.0 graphology-graphml@0.5.2 >npm.log 2>&1

cat >write.py <<'PY'
import re
import networkx as nx

graph = nx.MultiDiGraph()
for need, item, role in [
    ("log", "planks", "ingredient"),
    ("planks", "stick", "ingredient"),
    ("crafting_table", "chest", "station"),
]:
    graph.add_edge(need, item, key=role)
nx.write_graphml(graph, "graph.graphml")
ids = re.findall(r'<edge [^>]*id="([^"]*)"', open("graph.graphml", encoding="utf-8").read())
print("networkx wrote 3 edges with ids:", *sorted(ids))
again = nx.read_graphml("graph.graphml", force_multigraph=True)
print("networkx read", again.number_of_edges(), "edges")
PY
cat >read.js <<'JS'
const { MultiDirectedGraph } = require("graphology");
const { parse } = require("graphology-graphml");
const text = require("fs").readFileSync("graph.graphml", "utf-8");
try {
  console.log("graphology-graphml read", parse(MultiDirectedGraph, text).size, "edges");
} catch (error) {
  console.log("graphology-graphml:", /inconsistency.*? edge/.exec(error.message)[0]);
}
JS
venv/bin/python write.py | tee seen
node read.js | tee -a seen
cat >expected <<'TXT'
networkx wrote 3 edges with ids: ingredient ingredient station
networkx read 3 edges
graphology-graphml: inconsistency detected when attempting to merge the "ingredient" edge
TXT
diff expected seen
