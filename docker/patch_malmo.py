"""Make the build of MineDojo 0.1's Minecraft mod possible again: what it fetches has moved or died.

    python patch_malmo.py FOLDER [FORGE]

FOLDER is `minedojo/sim/Malmo/Minecraft`, FORGE the Maven coordinates of a ForgeGradle 2.2 that asks
for Minecraft's assets over https. It changes `build.gradle` alone, knows that of the minedojo 0.1
wheel by its SHA-256, and refuses every other; its own result it leaves as it is.
"""

import hashlib
import re
import sys
from collections.abc import Sequence
from pathlib import Path

BEFORE = "c79aaeee53995e968a94b27d22c9b79533bd4722171c682f4a9aee889bf23e30"
"""Of the wheel's build.gradle."""
FORGE = "com.github.MineDojo:ForgeGradle:FG_2.2_patched-SNAPSHOT"
MARK = "// Changed by deckard's docker/patch_malmo.py.\n"
SONATYPE = """        maven {
            name = "sonatype"
            url = "https://oss.sonatype.org/content/repositories/snapshots/"
        }
"""
SPONGE = """        maven {
            name = "sponge"
            url = "https://repo.spongepowered.org/repository/maven-public/"
        }
"""


class Unknown(Exception):
    """The file is not the one that the changes were written for."""


def changes(forge: str) -> list[tuple[str, str]]:
    """What stands in the wheel's file, each once, and what takes its place."""
    return [
        # Both are shut, and cost a time-out at every artefact that they are asked for.
        ("        jcenter()\n", ""),
        (SONATYPE, SPONGE),
        # JitPack has lost commit dcfaf61, which is version 0.6; Sponge's own server has that.
        (
            "com.github.SpongePowered:MixinGradle:dcfaf61",
            "org.spongepowered:mixingradle:0.6-SNAPSHOT",
        ),
        # This fork asks for assets over http, which Mojang answers with 400.
        ("com.github.brandonhoughton:ForgeGradle:FG_2.2_patched-SNAPSHOT", forge),
        ("com.github.brandonhoughton:forgegradle:FG_2.2_patched-SNAPSHOT", forge),
        # Relative to wherever Gradle was started; MineDojo's later sources name the project too.
        (
            "new File('src/main/resources/schemas.index')",
            'new File("$projectDir/src/main/resources/schemas.index")',
        ),
    ]


def patched(text: str, forge: str = FORGE) -> str:
    """Return the build file with all changes made; Unknown when it is another."""
    if text.startswith(MARK):
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest != BEFORE:
        raise Unknown(f"its SHA-256 is {digest}, in the wheel of minedojo 0.1 it is {BEFORE}")
    for old, new in changes(forge):
        if text.count(old) != 1:
            raise Unknown(f"it holds {text.count(old)} times, not once: {old.strip()}")
        text = text.replace(old, new)
    return MARK + text


def main(arguments: Sequence[str]) -> int:
    """Change the file in a folder; return 1 for an unknown file, 2 for wrong arguments."""
    if len(arguments) not in (1, 2) or not all(
        re.fullmatch(r"[\w.-]+(:[\w.-]+){2}", w) for w in arguments[1:]
    ):
        print("usage: patch_malmo.py FOLDER [GROUP:NAME:VERSION]", file=sys.stderr)
        return 2
    path = Path(arguments[0], "build.gradle")
    try:
        # As bytes: a line end that is changed in passing would change the digest, too.
        path.write_bytes(patched(path.read_bytes().decode(), *arguments[1:]).encode())
    except (OSError, UnicodeDecodeError, Unknown) as error:
        print(f"patch_malmo: {path} is left as it was: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
