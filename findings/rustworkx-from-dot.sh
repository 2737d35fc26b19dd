#!/usr/bin/env bash
# rustworkx takes the default attributes of a DOT file for nodes, and refuses `rankdir=LR`.
# In DOT `node [shape=box]` sets how nodes look; rustworkx reads a node called `node`. A statement
# `rankdir=LR`, which most drawn graphs begin with, and a name without quotes that holds a letter
# outside ASCII, it does not parse at all. pydot reads all of these.
# With: rustworkx 0.18.1, pydot 4.0.1. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q rustworkx==0.18.1 pydot==4.0.1
cat >read.py <<'PY'
import pydot
import rustworkx as rx

FILES = {
    "plain": "digraph g { log -> planks; }",
    "defaults": "digraph g { graph [rankdir=LR]; node [shape=box]; log -> planks; }",
    "assignment": "digraph g { rankdir=LR; log -> planks; }",
    "letters": "digraph g { épée -> planks; }",
}
for name, text in FILES.items():
    try:
        seen = " ".join(rx.from_dot(text).nodes())
    except ValueError as error:
        seen = type(error).__name__
    [graph] = pydot.graph_from_dot_data(text)
    [edge] = graph.get_edges()
    print(f"{name}: rustworkx {seen}; pydot {edge.get_source()} {edge.get_destination()}")
PY
venv/bin/python read.py | tee seen
cat >expected <<'TXT'
plain: rustworkx log planks; pydot log planks
defaults: rustworkx graph node log planks; pydot log planks
assignment: rustworkx ValueError; pydot log planks
letters: rustworkx ValueError; pydot épée planks
TXT
diff expected seen
