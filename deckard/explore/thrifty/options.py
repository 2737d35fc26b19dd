"""The numbers that thrifty decides by."""

from typing import Annotated

from pydantic import Field

from deckard.registry import Options

Chance = Annotated[float, Field(gt=0, lt=1)]
"""A probability."""
Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class ThriftyOptions(Options):
    """Options of thrifty: `explorer={name: thrifty, lookahead: 2}`.

    The defaults were chosen on the benchmark goals67 with synthetic priors; none is from a paper.
    docs/results/thrifty-sensitivity.md tells what halving and doubling each of them changes.
    """

    min_chance: Chance = 0.001
    """Candidates with a smaller chance are not taken up; for a hypothesis its square holds."""
    persistence: Annotated[float, Field(ge=1)] = 1000.0
    """A candidate already tried is dropped only below `min_chance` divided by this: collects also
    fail by chance."""
    lookahead: Annotated[int, Field(ge=0)] = 4
    """How many levels of items that wait for an item count into its value."""
    alike_share: Chance = 0.9
    """Share of what the way to a target lacks that is expected among items with the same last words
    as those on it; the rest is expected among all others."""
    proof_value: Positive = 0.2
    """Value of learning that a verified recipe needs less, in items."""
    practice_steps: Positive = 1000.0
    """Env steps of a practice before any was made; it counts as one practice afterwards."""

    trust_right: Positive = 2.0
    """Hypotheses that count as having proved right before any was judged."""
    trust_wrong: Positive = 1.0
    """Hypotheses that count as having proved wrong before any was judged."""
    reliable_episodes: Positive = 1.0
    """Episodes that count as successes of options before any was measured."""
    least_reliability: Chance = 0.05
    """The least share of episodes in which options are taken to succeed. The smaller it is, the
    longer a search in vain goes on."""
    failed_episodes: Positive = 0.25
    """Episodes that count as failures of options before any was measured."""

    unneeded_chance: Chance = 0.1
    """Chance that a need that nobody has obtained is not needed at all; once for each such need."""
    less_chance: Chance = 0.2
    """Chance that a verified recipe needs less, before it was tried with less."""
    proof_tries: Count = 20
    """Expected successes without proof after which it is not tried any more with less."""

    source_chance: Chance = 0.9
    """Chance that an item can be collected somehow from a source that was met while it was
    sought."""
    contact_factor: Chance = 0.1
    """Factor on that chance for each contact that did not give the item, unless as many are in vain
    by bad luck in this run."""
    unmet_tries: Count = 3
    """Tries that did not come to the item's source, which count as one that did."""
    tool_factor: Chance = 0.05
    """Factor on the chance of a tool for each tool of its kind that takes more to make."""
    tool_factor_in_vain: Chance = 0.5
    """The same factor where the tool that takes more to make gave nothing: it need not do most."""
    untouched_chance: Chance = 0.002
    """Least chance of a tool where no tool has given anything yet: so each is tried once."""
    namesake_chance: Chance = 0.005
    """Chance that an item comes of using up another item with the same last word."""
    namesakes: Count = 2
    """Items with the same last word that are tried so, those with the longest names first."""

    sight_chance: Chance = 0.8
    """Chance that an item can be collected that is named like a block or mob."""
    sight_word_chance: Chance = 0.4
    """Chance of an item whose name is a word in the name of a block or mob."""
    lone_name_chance: Chance = 0.05
    """Chance of any other item whose name has no word of another item."""
    compound_name_chance: Chance = 0.05
    """Chance of an item that is named after another, as `log_fence` is."""
    series_chance: Chance = 0.02
    """Chance of an item in a series of names: such items are mostly made."""
    series_size: Count = 3
    """Items whose names have a word in common that make a series."""
    name_trials: Positive = 2.0
    """How many searches the chance by a name weighs against the searches that were made of items
    with such names."""
    name_weight: Positive = 2.0
    """How much one verified item with the same last word counts against the chance by name."""

    raw_stock_value: Positive = 0.3
    """Value of a stock with plenty of raw material, relative to one with plenty of what verified
    crafts use up."""
    full_stock_value: Positive = 0.1
    """Value of a stock with plenty of everything, relative to the same."""
    barren_attempts: Count = 10
    """Bulk attempts in vain after which the next is expected to teach less and less."""
