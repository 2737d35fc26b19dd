#!/usr/bin/env bash
# Tamer refuses an action that both takes and gives a fluent, and calls the effects contradicting.
# A recipe can use up what it also makes: 8 coal from 1 coal and 8 logs. Increases and decreases of
# one fluent add up in PDDL 2.1 (Fox and Long 2003, additive assignment effects), whatever their
# order. Unified Planning's simulator and Kairos take them so; Tamer ends with an InternalError.
# The same action with the difference, an increase by 7, is solved by all. We export that.
# With: unified-planning 1.3.0, up-tamer 1.1.6, up-kairos 0.2.1. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q unified-planning==1.3.0 up-tamer==1.1.6 up-kairos==0.2.1
cat >problem.pddl <<'PDDL'
(define (problem more-coal)
  (:domain crafting)
  (:init (= (coal) 1) (= (log) 8))
  (:goal (and (>= (coal) 8))))
PDDL
for coal in "(increase (coal) 7)" "(decrease (coal) 1) (increase (coal) 8)"; do
  cat >domain.pddl <<PDDL
(define (domain crafting)
  (:requirements :strips :fluents)
  (:functions (coal) (log))
  (:action craft-coal
    :parameters ()
    :precondition (and (>= (coal) 1) (>= (log) 8))
    :effect (and (decrease (log) 8) $coal)))
PDDL
  cat >solve.py <<'PY'
import up_kairos
from unified_planning.io import PDDLReader
from unified_planning.shortcuts import OneshotPlanner, SequentialSimulator, get_environment

get_environment().credits_stream = None
up_kairos.register()
problem = PDDLReader().parse_problem("domain.pddl", "problem.pddl")
with SequentialSimulator(problem) as simulator:
    after = simulator.apply(simulator.get_initial_state(), problem.actions[0], ())
    print("simulator: coal", after.get_value(problem.fluent("coal")()))
for name in ("kairos", "tamer"):
    try:
        with OneshotPlanner(name=name) as planner:
            print(f"{name}:", planner.solve(problem, timeout=10).status.name)
    except Exception as error:
        print(f"{name}:", str(error).splitlines()[0])
PY
  echo "$coal"
  venv/bin/python solve.py
done | tee seen
cat >expected <<'TXT'
(increase (coal) 7)
simulator: coal 8
kairos: SOLVED_SATISFICING
tamer: SOLVED_SATISFICING
(decrease (coal) 1) (increase (coal) 8)
simulator: coal 8
kairos: SOLVED_SATISFICING
tamer: InternalError: Found two contradicting effects of the same action at the same time: in action craft-coal
TXT
diff expected seen
