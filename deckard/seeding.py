"""Seeds of random generators, derived from the names of their uses."""

import hashlib


def seed_from(*parts: object) -> int:
    """Return a seed below 2**31 that depends on nothing but the parts (SHA-256)."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:4]) >> 1
