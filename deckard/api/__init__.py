"""The Python API: runs as objects. Its names are offered by `deckard` itself."""
