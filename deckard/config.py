"""What a run is made of: one YAML file, plus `key=value` overrides."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from deckard.errors import ConfigError
from deckard.registry import build_component, complaint


class Section(BaseModel):
    """A part of the config; a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class ComponentConfig(BaseModel):
    """A named component; every other key is passed to it as an option."""

    model_config = ConfigDict(extra="allow", frozen=True)
    name: str

    @model_validator(mode="before")
    @classmethod
    def _of_a_name(cls, value: object) -> object:
        """Take a name alone for a component without options."""
        return {"name": value} if isinstance(value, str) else value

    @property
    def options(self) -> dict[str, Any]:
        """The keys besides `name`."""
        return dict(self.model_extra or {})

    def build(self, family: str, known: Mapping[str, str], lent: Mapping[str, Any] = {}) -> Any:
        """Make the component (see `registry.build`); ConfigError names a mistake in it."""
        return build_component(family, known, self.name, lent, **self.options)


class LLMConfig(ComponentConfig):
    """The language model; these keys are common to all of them, every other is an option."""

    parallel: Annotated[int, Field(ge=1)] = 4
    """Questions that are asked at once."""
    max_calls: Annotated[int, Field(ge=0)] | None = None
    """Requests that a run may send. At a limit it goes on without dreaming, as at the next two."""
    max_tokens: Annotated[int, Field(ge=0)] | None = None
    """Tokens, of questions and answers together, that a run may take."""
    max_usd: Annotated[float, Field(ge=0)] | None = None
    """US dollars that a run may spend."""
    prices: str | None = None
    """A YAML file of prices, which override those that deckard ships."""
    cassette: str | None = None
    """A cassette from which all answers come: a file, or a folder or run directory with one."""

    @property
    def is_limited(self) -> bool:
        """Whether there is a limit to what a run may ask."""
        return any(most is not None for most in (self.max_calls, self.max_tokens, self.max_usd))


class DreamConfig(Section):
    """What the language model is asked."""

    scope: Literal["target", "all", "frontier"] = "target"
    """Items that are asked for: those on the way to the target, all items of the world, or those on
    the way to the target one by one, when nothing else can be pursued. Before a run with a target
    says that nothing is left to try, the others are asked for, too, one by one."""
    prompt: str = "recipe.md"
    """The prompt: a file under prompts/, or a path."""
    again: Annotated[int, Field(ge=0)] = 3
    """Times that an item is asked for again after its hypotheses were refuted."""
    samples: Annotated[int, Field(ge=1, le=100)] = 1
    """Answers to each question; a hypothesis weighs as much as its share of them."""
    examples: Annotated[int, Field(ge=0)] = 3
    """Verified recipes of items with similar names that a question shows."""
    repair: bool = True
    """Whether the model is asked once more when its answer cannot be read."""


class WakeConfig(Section):
    """How the agent acts and practises."""

    start: Literal["granted", "earned"] = "granted"
    """How a practice episode gets the verified items it starts with: given, or obtained in it."""
    lasting: bool = True
    """Whether one life goes on over many pursuits; else each begins with an empty inventory."""
    patience: Annotated[int, Field(ge=1)] = 50
    """Contacts with a hypothesised source, without a single gain, that refute it."""
    tries: Annotated[int, Field(ge=1)] = 2
    """Pursuits without a verdict after which a hypothesis is set aside."""
    measure: Annotated[int, Field(ge=10)] = 100
    """Episodes in which a finished policy is evaluated."""
    vain: Annotated[int, Field(ge=1)] | None = None
    """Decisions after which a practice ends of whose recent episodes less than 5 % succeed."""
    weaker: Annotated[int, Field(ge=0)] = 32
    """Episodes in which a finished policy is tried with each weaker tool; 0 for none."""
    shaping: Annotated[float, Field(ge=0)] = 0.3
    """Reward for coming nearer to the source than before in the episode; a success gives 1."""
    stay: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Chance that a practice episode begins where the one before it failed."""
    curiosity: Annotated[float, Field(ge=0)] = 0.01
    """Reward for each region that an episode enters first; it fades with success."""
    upkeep: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of a need's full level below which it is met before a plan goes on; 0: never."""


OWN: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "minedojo": {  # a decision is dear, and few go on side by side: PPO makes more of each
        "trainer": {
            "name": "ppo",
            "envs": 2,
            "n_steps": 128,
            "batch_size": 64,
            "n_epochs": 8,
            "max_decisions": 80,
            "window": 30,
            "success": 0.8,
            "plateau": 20_000,
            "imitate": 16,
        },
        "wake": {"measure": 20},
    },
    "symbolic": {
        "trainer": {"name": "naming", "budget": 1},
        "explorer": {"name": "thrifty"},
        "wake": {"measure": 10, "weaker": 0},
    },
}
"""What is the default in a world instead of the usual; of a component, if it is the one named."""
INCURIOUS = "directed"
"""The explorer that never asks whether less would do: so practice does in every world."""
COMMON = LLMConfig.model_fields.keys() - {"name"}


class RunConfig(Section):
    """All that decides a run; the copy in the run directory repeats it."""

    target: str | None = None
    """The item the agent is after; without one it works until nothing is left to try."""
    seed: Annotated[int, Field(ge=0)] = 0
    """Decides every draw of the agent and the world."""
    world: ComponentConfig = ComponentConfig(name="craftworld")
    llm: LLMConfig = LLMConfig(name="recorded")
    trainer: ComponentConfig = ComponentConfig(name="ppo")
    explorer: ComponentConfig = ComponentConfig(name="directed")
    verifier: ComponentConfig = ComponentConfig(name="revising")
    dream: DreamConfig = DreamConfig()
    wake: WakeConfig = WakeConfig()
    callbacks: tuple[ComponentConfig, ...] = ()
    """Callbacks: each a `package.module:Class`, or a map of its name and options."""
    given: str | None = None
    """A YAML file of recipes that are verified from the start, for benchmarks."""
    board: Literal["tensorboard", "wandb"] = "tensorboard"
    """Where metrics go: event files for TensorBoard, or Weights & Biases (an extra)."""
    max_steps: Annotated[int, Field(ge=1)] = 200_000_000
    """Env steps that a run may take, practice included; entries beyond are not recorded."""


COMPONENTS = {
    key: field.default.name
    for key, field in RunConfig.model_fields.items()
    if isinstance(field.default, ComponentConfig)
}
"""The keys that choose a component, and whose name stands there by default."""


class _Loader(yaml.SafeLoader):
    """Reads YAML, in which PyYAML would let the last of several values of one key hold."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Read a map; ConfigError names a key that is given twice."""
        node = super().compose_mapping_node(anchor)
        given = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and (key.tag, key.value) in given:
                line = key.start_mark.line + 1
                raise ConfigError(f"line {line}: {key.value!r} is given twice; leave one out")
            given.add((key.tag, str(key.value)))
        return node


def load_config(path: Path, overrides: Sequence[str] = ()) -> RunConfig:
    """Read a config file, lay the overrides over it, and check the whole."""
    return parse_config(read_yaml(path), str(path), overrides)


def read_yaml(path: Path, kind: str = "config") -> Any:
    """Read a YAML file; ConfigError, which calls it by its kind, when it gives a key twice."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except OSError as error:
        raise ConfigError(f"cannot read {kind} {path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not YAML: {' '.join(str(error).split())}") from None
    except ConfigError as error:
        raise ConfigError(f"{path}, {error}") from None


def parse_config(
    tree: Any, where: str, overrides: Sequence[str] = (), who: Callable[[str], str] = "-s {}".format
) -> RunConfig:
    """Check a config read from `where`, under overrides, which errors call what `who` returns."""
    if not isinstance(tree, dict):
        raise ConfigError(f"{where}: a config is a map of keys to values")
    spelt = sorted(map(spell_out, overrides), key=_after_names)
    _fill(tree, spelt)
    for override in spelt:
        _lay_over(tree, override)
    try:
        return RunConfig.model_validate(tree)
    except ValidationError as error:
        laid = [(spell_out(o).partition("=")[0].split("."), who(o)) for o in overrides]
        raise ConfigError(_mistakes(error, where, laid)) from None


def _mistakes(error: ValidationError, where: str, laid: Sequence[tuple[list[str], str]]) -> str:
    """Every mistake of a config, after what brought it in: one of the overrides, or the file."""
    blamed: dict[str, list[ErrorDetails]] = {}
    for mistake in error.errors():
        path = list(map(str, mistake["loc"]))
        # An override of the key itself, of a section with it, or of an option below it.
        setters = [by for key, by in laid if all(a == b for a, b in zip(key, path, strict=False))]
        blamed.setdefault(setters[-1] if setters else where, []).append(mistake)
    return "; ".join(
        f"{by}: {'; '.join(map(complaint, mistakes))}{_hint(mistakes)}"
        for by, mistakes in blamed.items()
    )


def _fill(tree: dict, overrides: Sequence[str]) -> None:
    """Add the names that are left out, and what is the default in the world that is chosen."""
    for key in COMPONENTS:
        if isinstance(tree.get(key), str):
            tree[key] = {"name": tree[key]}
    own = dict(OWN.get(_chosen(tree, overrides, "world"), {}))
    if _chosen(tree, overrides, "explorer") == INCURIOUS:
        own["wake"] = {k: v for k, v in own.get("wake", {}).items() if k != "weaker"}
    for key, default in COMPONENTS.items():
        if isinstance(tree.setdefault(key, {}), dict):
            tree[key].setdefault("name", own.get(key, {}).get("name", default))
    for key, values in own.items():
        chosen = tree.setdefault(key, {})
        if isinstance(chosen, dict) and chosen.get("name") == values.get("name"):
            tree[key] = {**values, **chosen}


def _chosen(tree: dict, overrides: Sequence[str], key: str) -> str:
    """The name of a component in a config, and what is laid over it; nothing if it is left out."""
    component = tree.get(key)
    names = [component["name"]] if isinstance(component, dict) and "name" in component else []
    names += [o.partition("=")[2] for o in overrides if o.startswith(f"{key}.name=")]
    return str(names[-1]) if names else ""


def _hint(mistakes: Sequence[ErrorDetails]) -> str:
    misspelt = [str(e["loc"][-1]) for e in mistakes if e["type"] == "extra_forbidden"]
    keys = {k for s in (RunConfig, DreamConfig, WakeConfig, LLMConfig) for k in s.model_fields}
    near = [m[0] for key in misspelt if (m := difflib.get_close_matches(key, sorted(keys), 1))]
    return f" (did you mean {', '.join(near)}?)" if near else ""


def spell_out(override: str) -> str:
    """Return an override in full: `world=symbolic` is short for `world.name=symbolic`."""
    key, equals, value = override.partition("=")
    is_name = key in COMPONENTS and re.fullmatch(r"\w*[A-Za-z][\w.:-]*", value)
    return f"{key}.name{equals}{value}" if is_name else override


def _after_names(override: str) -> bool:
    """Names come first: to choose another component drops the options of the old one."""
    return not override.partition("=")[0].endswith(".name")


def _lay_over(tree: dict, override: str) -> None:
    key, equals, value = override.partition("=")
    if not equals or not all(key.split(".")):
        raise ConfigError(f"override {override!r} is not of the form key=value")
    *parents, leaf = key.split(".")
    for parent in parents:
        tree = tree.setdefault(parent, {})
        if not isinstance(tree, dict):
            raise ConfigError(f"override {override!r}: {parent} has a value, it is no section")
    try:
        parsed = yaml.load(value, _Loader)
    except yaml.YAMLError:
        raise ConfigError(f"override {override!r}: the value is not YAML") from None
    except ConfigError as error:
        raise ConfigError(f"override {override!r}, {error}") from None
    if leaf == "name" and tree.get("name") != parsed:
        # Options of the component that is replaced mean nothing to the new one.
        common = COMMON if parents == ["llm"] else set()
        for option in tree.keys() - common:
            del tree[option]
    tree[leaf] = parsed
