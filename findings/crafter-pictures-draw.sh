#!/usr/bin/env bash
# In Crafter, a picture changes the world: at night it draws its noise from the random stream of the
# world. So of two runs with one seed and the same actions, the one that is also rendered (for a
# video, say) goes another way from then on. By day it does not.
# With: crafter 1.8.3. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q crafter==1.8.3 numpy==2.4.1
cat >pictures.py <<'PY'
import crafter


def next_number(steps, *, renders):
    """The next number of the world's stream after some steps at rest, without other beings."""
    env = crafter.Env(seed=1)
    env.reset()
    for obj in [obj for obj in env._world.objects if obj is not env._player]:
        env._world.remove(obj)
    env._balance_chunk = lambda *args: None
    for _ in range(steps):
        env.step(0)
        env._player.health = 9
    if renders:
        env.render()
    return env._world.random.uniform(), round(float(env._world.daylight), 2)


for steps in (30, 210):
    (plain, light), (seen, _) = (next_number(steps, renders=flag) for flag in (False, True))
    print("daylight", light, "the next number is", "the same" if plain == seen else "another")
PY
venv/bin/python pictures.py 2>/dev/null | tee seen
cat >expected <<'TXT'
daylight 0.97 the next number is the same
daylight 0.0 the next number is another
TXT
diff expected seen
