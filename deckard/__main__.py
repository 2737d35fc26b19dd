"""`python -m deckard`."""

from deckard.cli import main

main()
