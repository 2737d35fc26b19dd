#!/usr/bin/env bash
# rustworkx writes GraphML in which a key of nodes and a key of edges have the same id.
# GraphML's schema wants ids of keys to be unique in the file: `data` names its key by nothing else.
# rustworkx reads its own file back. Readers that look a key up by its id take one for the other:
# networkx reads the names of nodes under the name of an edge's attribute.
# With: rustworkx 0.18.1, networkx 3.6.1. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q rustworkx==0.18.1 networkx==3.6.1
cat >trip.py <<'PY'
import re
from pathlib import Path

import networkx as nx
import rustworkx as rx

graph = rx.PyDiGraph()
log, planks = (graph.add_node({"label": name}) for name in ("log", "planks"))
graph.add_edge(log, planks, {"role": "ingredient"})
rx.write_graphml(graph, "graph.graphml")
text = Path("graph.graphml").read_text(encoding="utf-8")
for key in re.findall(r"<key [^>]*>", text):
    print("key", *(re.search(f'{name}="(.*?)"', key)[1] for name in ("id", "for", "attr.name")))
[own] = rx.read_graphml("graph.graphml")
print("rustworkx reads nodes", *(node["label"] for node in own.nodes()))
again = nx.read_graphml("graph.graphml")
print("networkx reads nodes", *(data for _, data in again.nodes(data=True)))
PY
venv/bin/python trip.py | tee seen
cat >expected <<'TXT'
key d1 node label
key d1 edge role
rustworkx reads nodes log planks
networkx reads nodes {'role': 'log'} {'role': 'planks'}
TXT
diff expected seen
