"""Programs of others that read deckard's graph files: each counts what it finds by itself."""
