"""Language models that run on this machine, from a file of the user's."""
