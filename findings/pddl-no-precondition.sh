#!/usr/bin/env bash
# An action without a precondition can be written in three ways; two readers take one of them, or two.
# Kovacs 2011, "BNF definition of PDDL 3.1": `[:precondition <emptyOr (pre-GD)>]`, so it may be left
# out, be `()`, or be `(and)`. pyperplan and pddl end with exceptions that do not name the cause.
# All four read `(and)`. We export that.
# With: pyperplan 2.1, pddl 0.5.1, unified-planning 1.3.0, kairos-planner 1.0.6. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q pyperplan==2.1 pddl==0.5.1 unified-planning==1.3.0 kairos-planner==1.0.6
cat >read.py <<'PY'
import kairos
import pddl
from pyperplan.pddl.parser import Parser
from unified_planning.io import PDDLReader

DOMAIN = """(define (domain crafting)
  (:requirements :strips)
  (:predicates (held))
  (:action collect
    :parameters ()
    {}
    :effect (and (held))))
"""
READERS = {
    "pyperplan": lambda: Parser("domain.pddl").parse_domain(),
    "pddl": lambda: pddl.parse_domain("domain.pddl"),
    "unified-planning": lambda: PDDLReader().parse_problem("domain.pddl"),
    "kairos": lambda: kairos.load_domain("domain.pddl"),
}
for precondition in (":precondition (and)", ":precondition ()", ""):
    with open("domain.pddl", "w", encoding="utf-8") as file:
        file.write(DOMAIN.format(precondition))
    print(precondition or "left out")
    for name, read in READERS.items():
        try:
            read()
            print(f"  {name}: read")
        except Exception as error:
            print(f"  {name}: {type(error).__name__}: {error}")
PY
venv/bin/python read.py | tee seen
cat >expected <<'TXT'
:precondition (and)
  pyperplan: read
  pddl: read
  unified-planning: read
  kairos: read
:precondition ()
  pyperplan: AttributeError: 'NoneType' object has no attribute 'get_word'
  pddl: read
  unified-planning: read
  kairos: read
left out
  pyperplan: ValueError: Error: PreconditionStmt must start with ":precondition" keyword
  pddl: TypeError: 'NoneType' object is not subscriptable
  unified-planning: read
  kairos: read
TXT
diff expected seen
