#!/usr/bin/env bash
# At the left and the upper border of its map, Crafter finds no table near: a slice begins at -1.
# What can be made beside a table anywhere else cannot be made in the first column and row, whatever
# stands there. At the right and the lower border it can.
# With: crafter 1.8.3. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q crafter==1.8.3 numpy==2.4.1
cat >borders.py <<'PY'
import crafter
from crafter import constants

MAKE = constants.actions.index("make_wood_pickaxe")
env = crafter.Env(seed=1)
for x, y in [(30, 30), (0, 30), (30, 0), (63, 30), (30, 63)]:
    env.reset()
    world, player = env._world, env._player
    for obj in [obj for obj in world.objects if obj is not player]:
        world.remove(obj)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            if 0 <= x + dx < 64 and 0 <= y + dy < 64:
                world[x + dx, y + dy] = "table" if (dx, dy) != (0, 0) else "grass"
    world.move(player, (x, y))
    player.inventory["wood"] = 1
    env.step(MAKE)
    print((x, y), "pickaxes:", player.inventory["wood_pickaxe"])
PY
venv/bin/python borders.py 2>/dev/null | tee seen
cat >expected <<'TXT'
(30, 30) pickaxes: 1
(0, 30) pickaxes: 0
(30, 0) pickaxes: 0
(63, 30) pickaxes: 1
(30, 63) pickaxes: 1
TXT
diff expected seen
