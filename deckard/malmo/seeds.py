"""Which world a mission gets."""

import zlib

LARGEST = 2**31


def seed_of(asked: str, base: int, missions: int) -> int:
    """Return the seed of a mission: that which it asks for, else one of its own for each.

    0 is a seed. As in the game a word is one too; the numbers of words are not the game's.
    """
    if not asked:
        return (base + missions) % LARGEST
    try:
        return int(asked) % LARGEST
    except ValueError:
        return zlib.crc32(asked.encode()) % LARGEST
