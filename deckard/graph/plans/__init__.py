"""How a plan is found: prices, drafts, their order, and the search for the cheapest."""
