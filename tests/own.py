"""A component of the reader's own, which a contract test tries besides the shipped ones.

COMPONENT=my_module:Mine pytest -n 0 tests/explore/test_contract.py -k my_module
"""

import os


def own_components():
    """The name that the environment variable COMPONENT gives, if it is set."""
    return [name] if (name := os.environ.get("COMPONENT")) else []
