"""A graph file as a language model: the recipes in the file are the answers."""

import hashlib
import json
from pathlib import Path

from deckard.dream.answers.schema import write_answer
from deckard.errors import GraphError
from deckard.graph.formats import load_graph
from deckard.llms import LLM, Completion, Request


class GraphFile(LLM):
    """Answers from deckard's JSON, GraphML, GEXF, or the nested JSON of the 2023 release.

    Each further question about an item gets the next recipe in the file, and "I do not know" when
    there is none left. A recipe that is verified in the file is only a hypothesis to the agent.
    """

    def __init__(self, path: str) -> None:
        """Read the graph at `path`; GraphError when it is of another form or version."""
        file = Path(path)
        self._awm = load_graph(file).awm()
        if not len(self._awm.known):
            raise GraphError(f"{path} holds no item: it is an empty graph")
        self.about = {"graph": hashlib.sha256(file.read_bytes()).hexdigest()}

    def complete(self, request: Request) -> Completion:
        """Return a recipe of the item in the form of `prompts/recipe.md`."""
        beliefs = self._awm.beliefs(request.item)[request.attempt : request.attempt + 1]
        text = json.dumps(write_answer(beliefs[0].recipe)) if beliefs else "I do not know."
        return Completion(text, "graph-file")
