"""A graph in a file as a language model: what it believes of an item is the answer."""

import hashlib
import json
from pathlib import Path

from deckard.dream.answers.schema import write_answer
from deckard.errors import GraphError
from deckard.graph import formats as graphs
from deckard.llms import Completion, Request


class GraphFile:
    """Answers from deckard's JSON, GraphML, or the nested JSON of the 2023 release.

    Asked again of an item it tells the next recipe that the file has; of an item without one, and
    when they are used up, it says that it does not know. Whatever the file holds for verified is a
    hypothesis to whoever asks.
    """

    def __init__(self, path: str) -> None:
        """Read the graph at `path`; GraphError when it is of another form or version."""
        file = Path(path)
        self._awm = graphs.load_graph(file).awm()
        if not len(self._awm.known):
            raise GraphError(f"{path} holds no item: it is an empty graph")
        self.about = {"graph": hashlib.sha256(file.read_bytes()).hexdigest()}

    def complete(self, request: Request) -> Completion:
        """Return the recipe of an item, in the form that is asked for."""
        told = self._awm.beliefs(request.item)[request.attempt : request.attempt + 1]
        text = json.dumps(write_answer(told[0].recipe)) if told else "I do not know."
        return Completion(text, "graph-file")
