"""The journal of a run, and the state that it adds up to."""
