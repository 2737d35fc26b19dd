"""Which world a mission gets.

Encodes `MissionHandlers/DefaultWorldGeneratorImplementation.java` (`getWorldSeedFromString`): a
number is the seed itself, a word is its Java hash, and nothing, *or 0*, asks for a world at random.
(MineDojo, too, sends nothing for the number 0.) Such a world is here the server's own next one.
"""

LARGEST = 2**31


def seed_of(asked: str, base: int, missions: int) -> int:
    """Return the seed of a mission, after so many that the server has begun."""
    try:
        number = int(asked or 0) or base + missions
    except ValueError:
        number = java_hash(asked)
    return number % LARGEST


def java_hash(word: str) -> int:
    """Return what Java's `String.hashCode` gives for a word, as an unsigned number."""
    number = 0
    for letter in word:
        number = (31 * number + ord(letter)) % 2**32
    return number
