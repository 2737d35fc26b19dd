"""Mars: Crafter under other rules of terrain, survival and tasks, which a world file says.

Mars (Tang et al., arXiv 2410.08126) is a fork of Crafter; its files are read here, its program is
not used. What of them the game follows, and where it departs from Mars, is in docs/worlds/mars.md.
"""
