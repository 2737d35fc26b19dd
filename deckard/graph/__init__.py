"""The graph of recipes that is believed."""
