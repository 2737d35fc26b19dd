#!/usr/bin/env bash
# igraph gives the edges of a GraphML file the ids of its nodes.
# The attribute `id` of the first edge is the id of the first node, and so on; edges past the number
# of nodes get an empty one. Who joins edges with a table by their id joins the wrong rows.
# With: igraph 1.0.0. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q igraph==1.0.0
cat >graph.graphml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <graph edgedefault="directed">
    <node id="log"/>
    <node id="planks"/>
    <edge id="e0" source="log" target="planks"/>
    <edge id="e1" source="planks" target="log"/>
    <edge id="e2" source="log" target="planks"/>
  </graph>
</graphml>
XML
cat >read.py <<'PY'
import igraph

graph = igraph.Graph.Read_GraphML("graph.graphml")
print("nodes", graph.vs["id"])
print("edges", graph.es["id"])
PY
venv/bin/python read.py | tee seen
cat >expected <<'TXT'
nodes ['log', 'planks']
edges ['log', 'planks', '']
TXT
diff expected seen
