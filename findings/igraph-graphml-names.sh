#!/usr/bin/env bash
# igraph reads the ids of GraphML nodes, and writes them back as an attribute: the nodes are n0, n1.
# A graph of items in which the id is the item's name (as networkx writes it) comes back from igraph
# with ids n0, n1, ...; the names stand in a data key called `id`. networkx then reads nodes "n0",
# "n1": the items are gone from where every reader looks for them.
# With: igraph 1.0.0, networkx 3.6.1. Needs python3 with venv.
# Seen on 2026-11-28: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q igraph==1.0.0 networkx==3.6.1
cat >trip.py <<'PY'
import igraph
import networkx as nx

graph = nx.DiGraph([("log", "planks"), ("planks", "stick")])
nx.write_graphml(graph, "one.graphml")
print("networkx wrote", *sorted(nx.read_graphml("one.graphml")))
igraph.Graph.Read_GraphML("one.graphml").write_graphml("two.graphml")
again = nx.read_graphml("two.graphml")
print("after igraph", *sorted(again))
print("their `id`", *sorted(again.nodes[node].get("id", "-") for node in again))
PY
venv/bin/python trip.py | tee seen
cat >expected <<'TXT'
networkx wrote log planks stick
after igraph n0 n1 n2
their `id` log planks stick
TXT
diff expected seen
