"""Seeds, made from what tells one use from another."""

import hashlib


def seed_from(*parts: object) -> int:
    """Return a seed below 2**31 that depends on the words alone."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:4]) >> 1
