"""The environments that deckard registers with gymnasium, without importing it."""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

IDS = {
    "deckard/Craftworld-v0": (
        "deckard.worlds.craftworld.gym_env:CraftworldEnv",
        "deckard.worlds.craftworld.gym_vector_env:CraftworldVectorEnv",
    )
}
"""By id: where the environment stands, and the one of many episodes (`gymnasium.make_vec`)."""


def register_environments() -> None:
    """Register every environment that is not registered yet; imports none of them."""
    from gymnasium import register, registry

    for name, (single, vector) in IDS.items():
        if name not in registry:
            register(name, entry_point=single, vector_entry_point=vector)


def register_on_import() -> None:
    """Register the environments now, or as soon as somebody imports gymnasium.

    Gymnasium 1 knows no plug-ins: whoever imports a package registers what is in it. To import
    gymnasium here would make `import deckard` take ten times as long.
    """
    if "gymnasium" in sys.modules:
        register_environments()
    else:
        sys.meta_path.insert(0, _Registering())


class _Registering:
    """Waits for the import of gymnasium, in front of the finders of `sys.meta_path`."""

    def find_spec(
        self, name: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Let the other finders find gymnasium, and register once it is imported."""
        if name != "gymnasium":
            return None
        from importlib.util import find_spec

        sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                register_environments()

            vars(spec.loader)["exec_module"] = exec_module
        return spec
