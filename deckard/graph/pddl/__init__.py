"""The graph as a planning problem in PDDL, the language of planners."""
