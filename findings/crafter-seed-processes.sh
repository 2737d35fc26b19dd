#!/usr/bin/env bash
# A seed of Crafter gives the same map everywhere, and another life in each process: the objects of
# a chunk are kept in a set, in the order of their addresses in memory, and one of them is drawn.
# danijar/crafter issue 31 has it; no release mends it.
# With: crafter 1.8.3. Needs python3 with venv. Eight processes that all agree by chance are unlikely.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q crafter==1.8.3 numpy==2.4.1
cat >lives.py <<'PY'
import hashlib
import random

import crafter

env, draw = crafter.Env(seed=7), random.Random(0)
env.reset()
terrain = env._world._mat_map.tobytes()
for _ in range(400):
    env.step(draw.randrange(env.action_space.n))
    env._player.health = 9
beings = sorted((type(obj).__name__, *map(int, obj.pos)) for obj in env._world.objects)
print(*(hashlib.sha256(data).hexdigest() for data in (terrain, repr(beings).encode())))
PY
for _ in 1 2 3 4 5 6 7 8; do venv/bin/python lives.py 2>/dev/null; done >runs
maps=$(cut -d' ' -f1 runs | sort -u | wc -l) lives=$(cut -d' ' -f2 runs | sort -u | wc -l)
echo "maps: $maps, lives: $((lives > 1 ? 2 : 1)) or more" | tee seen
cat >expected <<'TXT'
maps: 1, lives: 2 or more
TXT
diff expected seen
