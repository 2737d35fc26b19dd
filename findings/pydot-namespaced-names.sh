#!/usr/bin/env bash
# pydot writes the name minecraft:stick unquoted, which in DOT is port `stick` of node `minecraft`.
# Every namespaced item (minecraft:log, minecraft:planks) becomes one and the same node. pydot quotes
# other names that DOT's grammar does not take as they are.
# With: pydot 4.0.1. Needs python3 with venv.
# Seen on 2026-11-28: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q pydot==4.0.1
cat >trip.py <<'PY'
import pydot

graph = pydot.Dot(graph_type="digraph")
graph.add_edge(pydot.Edge("minecraft:log", "minecraft:planks"))
graph.add_edge(pydot.Edge("oak log", "oak planks"))
print(*(line.strip() for line in graph.to_string().splitlines() if "->" in line), sep="\n")
PY
venv/bin/python trip.py | tee seen
cat >expected <<'TXT'
minecraft:log -> minecraft:planks;
"oak log" -> "oak planks";
TXT
diff expected seen
