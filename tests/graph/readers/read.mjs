// Reads graph files with the libraries of package.json. Standard input holds a JSON list of
// {reader, text}; standard output gets the list of what each found: {nodes, edges}, or {text} where
// it wrote a file again, or {error}. A node is its name, an edge the names of its ends.
import { readFileSync } from "node:fs";
import { instance } from "@viz-js/viz";
import cytoscape from "cytoscape";
import graphology from "graphology";
import gexf from "graphology-gexf";
import graphml from "graphology-graphml";
import { parseHTML } from "linkedom";

const { window } = parseHTML("<html><body></body></html>");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid"); // looks for a window when it is loaded
const viz = await instance();
mermaid.initialize({ maxEdges: 100_000, maxTextSize: 100_000_000 });

function ofGraphology(graph) {
  const name = (node) => graph.getNodeAttribute(node, "label");
  const edges = graph.mapEdges((_key, _data, source, target) => [name(source), name(target)]);
  return { nodes: graph.mapNodes(name), edges };
}

function ofCytoscape(text) {
  const drawn = cytoscape(JSON.parse(text));
  const edges = drawn.edges().map((edge) => [edge.source().data("name"), edge.target().data("name")]);
  return { nodes: drawn.nodes().map((node) => node.data("name")), edges };
}

function ofGraphviz(text) {
  const drawn = viz.render(text, { format: "dot_json" });
  if (drawn.status !== "success") throw new Error(drawn.errors.map((e) => e.message).join("; "));
  const { objects = [], edges = [] } = JSON.parse(drawn.output);
  const name = (number) => objects[number].name;
  return { nodes: objects.map((node) => node.name), edges: edges.map((e) => [name(e.tail), name(e.head)]) };
}

// The first line of text in each box.
function drawnByGraphviz(text) {
  const { output } = viz.render(text, { format: "svg" });
  const boxes = new window.DOMParser().parseFromString(output, "image/svg+xml").querySelectorAll("g.node");
  return { nodes: [...boxes].map((box) => box.querySelector("text").textContent) };
}

// Mermaid keeps `#58;` as its own mark until it draws; then the browser decodes it. What keeps
// Mermaid from drawing an icon is not to be seen.
function decoded(text) {
  const place = window.document.createElement("p");
  place.innerHTML = text.replaceAll("ﬂ°°", "&#").replaceAll("ﬂ°", "&").replaceAll("¶ß", ";");
  return place.textContent.replaceAll("\u2060", "");
}

async function ofMermaid(text) {
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const names = new Map([...db.getVertices()].map(([id, vertex]) => [id, decoded(vertex.text)]));
  const edges = db.getEdges().map((edge) => [names.get(edge.start), names.get(edge.end)]);
  return { nodes: [...names.values()], edges };
}

const ofGraphml = (text) => graphml.parse(graphology.MultiDirectedGraph, text);
// It refuses a file without edges as MultiDirectedGraph, whatever its type.
const ofGexf = (text) => gexf.parse(graphology.MultiGraph, text);

const READERS = {
  "graphology-graphml": (text) => ofGraphology(ofGraphml(text)),
  "graphology-gexf": (text) => ofGraphology(ofGexf(text)),
  "cytoscape": ofCytoscape,
  "@viz-js/viz": ofGraphviz,
  "drawn by Graphviz": drawnByGraphviz,
  "mermaid": ofMermaid,
  "graphml to gexf": (text) => ({ text: gexf.write(ofGraphml(text)) }),
  "gexf to gexf": (text) => ({ text: gexf.write(ofGexf(text)) }),
};

const answers = [];
for (const { reader, text } of JSON.parse(readFileSync(0, "utf-8"))) {
  try {
    answers.push(await READERS[reader](text));
  } catch (error) {
    answers.push({ error: String(error) });
  }
}
process.stdout.write(JSON.stringify({ graphviz: viz.graphvizVersion, answers }));
