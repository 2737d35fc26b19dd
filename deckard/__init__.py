"""DECKARD: dream a graph of subgoals with a language model, then correct it by acting."""

__version__ = "0.1.0"
