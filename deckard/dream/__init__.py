"""Dreaming: a graph is asked of a language model."""
