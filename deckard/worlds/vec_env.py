"""Episodes side by side: what stable-baselines3 asks of them besides acting."""

from typing import Any

from stable_baselines3.common.vec_env import VecEnv


class SideBySide(VecEnv):
    """Episodes that are alike: no attribute, method or wrapper is that of one alone."""

    render_mode: str | None = None

    def close(self) -> None:
        """Nothing is open."""

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """Return an attribute, the same for every episode."""
        value = getattr(self, attr_name)
        return [value for _ in self._get_indices(indices)]

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Set an attribute for all episodes."""
        setattr(self, attr_name, value)

    def env_method(
        self, method_name: str, *args: Any, indices: Any = None, **kwargs: Any
    ) -> list[Any]:
        """Episodes have no methods of their own."""
        raise NotImplementedError(method_name)

    def env_is_wrapped(self, wrapper_class: type, indices: Any = None) -> list[bool]:
        """Episodes are never wrapped."""
        return [False for _ in self._get_indices(indices)]
