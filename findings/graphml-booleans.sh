#!/usr/bin/env bash
# networkx writes GraphML booleans as True and False; rustworkx refuses the file.
# XML Schema, whose types GraphML takes, knows `true`, `false`, `1` and `0`. networkx reads either.
# With: networkx 3.6.1, rustworkx 0.18.1. Needs python3 with venv.
# Seen on 2026-11-28: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q networkx==3.6.1 rustworkx==0.18.1
cat >trip.py <<'PY'
import re
from pathlib import Path

import networkx as nx
import rustworkx as rx

graph = nx.DiGraph([("log", "planks")])
nx.set_node_attributes(graph, {"log": True, "planks": False}, "verified")
path = Path("graph.graphml")
nx.write_graphml(graph, path)
text = path.read_text(encoding="utf-8")
print("networkx wrote", *sorted(re.findall(r"<data [^>]*>(\w+)</data>", text)))
try:
    rx.read_graphml(str(path))
except Exception as error:
    print("rustworkx:", type(error).__name__)
path.write_text(text.replace(">True<", ">true<").replace(">False<", ">false<"), encoding="utf-8")
[again] = rx.read_graphml(str(path))
print("rustworkx, in lower case:", again.num_nodes(), "nodes")
print("networkx, in lower case:", *sorted(nx.get_node_attributes(nx.read_graphml(path), "verified").items()))
PY
venv/bin/python trip.py | tee seen
cat >expected <<'TXT'
networkx wrote False True
rustworkx: Exception
rustworkx, in lower case: 2 nodes
networkx, in lower case: ('log', True) ('planks', False)
TXT
diff expected seen
