#!/usr/bin/env bash
# What Crafter does with a stack that is full: nine of an item can be held.
# The tenth wood fells its tree, is counted as an achievement, and is gone. The tenth pickaxe takes
# its wood and is gone, too. So neither an achievement nor a lost ingredient shows that anything came.
# With: crafter 1.8.3. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q crafter==1.8.3 numpy==2.4.1
cat >full.py <<'PY'
import crafter
from crafter import constants

DO, MAKE = (constants.actions.index(name) for name in ("do", "make_wood_pickaxe"))


def counts(env):
    player = env._player
    held, done = player.inventory, player.achievements
    return {name: held[name] for name in ("wood", "wood_pickaxe")}, dict(
        (name, done[name]) for name in ("collect_wood", "make_wood_pickaxe")
    )


env = crafter.Env(seed=1)
env.reset()
player, world = env._player, env._world
ahead = tuple(player.pos + player.facing)
world[ahead], player.inventory["wood"] = "tree", 9
env.step(DO)
print("wood:", *counts(env), "the tree is", world[ahead][0])
world[ahead], player.inventory["wood_pickaxe"] = "table", 9
env.step(MAKE)
print("pickaxe:", *counts(env))
PY
venv/bin/python full.py 2>/dev/null | tee seen
cat >expected <<'TXT'
wood: {'wood': 9, 'wood_pickaxe': 0} {'collect_wood': 1, 'make_wood_pickaxe': 0} the tree is grass
pickaxe: {'wood': 8, 'wood_pickaxe': 9} {'collect_wood': 1, 'make_wood_pickaxe': 1}
TXT
diff expected seen
