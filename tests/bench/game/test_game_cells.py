import json
from dataclasses import replace

import numpy as np
import pytest
import yaml

from deckard.bench.cell import read_cell, run_cell
from deckard.bench.game.by_reward import RewardLearner
from deckard.bench.game.episodes import NAME, EpisodeFile
from deckard.bench.game.summary import game_rows
from deckard.bench.spec import load_bench
from deckard.errors import RunDirError
from deckard.worlds.crafter import layout
from tests.bench.small_bench import deckard_bench

GAME = {
    "agents": [
        {
            "label": "feller",
            "explorer": "directed",
            "verifier": "revising",
            "trainer": "tests.bench.game.feller:Feller",
            "wake": {"measure": 10, "lasting": False},
        },
        {
            "label": "reward",
            "by_reward": True,
            "trainer": {"name": "ppo", "envs": 4, "n_steps": 8, "batch_size": 16, "budget": 32},
        },
    ],
    "priors": [
        {
            "label": "minecraft",
            "llm": {
                "name": "recorded",
                "path": "recordings/claude-crafter-minecraft.jsonl",
                "missing": "unknown",
            },
            "dream": {"prompt": "crafter-minecraft.md"},
        }
    ],
    "worlds": ["crafter"],
    "seeds": 1,
    "max_steps": 1500,
    "episodes": 3,
    "items": "crafter14",
    "published": "published/crafter.yaml",
    "config": {"dream": {"scope": "all"}},
}


def written(folder, **other):
    path = folder / "game.yaml"
    path.write_text(yaml.safe_dump(GAME | other), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The folder of a bench in which both kinds of learners have played."""
    folder = tmp_path_factory.mktemp("game")
    for cell in cells(folder):
        run_cell(cell, folder / "out", "crafter14")
    (folder / "out" / "bench.json").write_text(
        json.dumps({"bench": "game", "items": "crafter14", "target": None}), encoding="utf-8"
    )
    ended = deckard_bench(written(folder), "-o", folder / "out", "--jobs", "1")
    assert ended.exit_code == 0, ended.output
    return folder, ended.stdout


def cells(folder, **other):
    return list(load_bench(str(written(folder, **other))).runs())


def test_an_agent_plays_the_whole_game_with_what_its_run_has_learnt(played):
    folder, _ = played
    agent, _ = cells(folder)
    finished = read_cell(agent, folder / "out", "crafter14")
    assert any("wood" in episode.achieved for episode in finished.episodes)
    assert finished.growth.steps <= 1500
    assert {e.learnt for e in finished.episodes} == {finished.growth.steps}


def test_the_game_is_played_the_same_again(played):
    folder, _ = played
    agent, _ = cells(folder)
    before = read_cell(agent, folder / "out", "crafter14").episodes
    file = folder / "out" / agent.folder / NAME
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + lines[1][:20])
    assert read_cell(agent, folder / "out", "crafter14") is None
    assert run_cell(agent, folder / "out", "crafter14").episodes == before


def test_who_learns_by_the_reward_keeps_to_the_budget_and_has_no_graph(played):
    folder, text = played
    _, reward = cells(folder)
    finished = read_cell(reward, folder / "out", None)
    assert finished.growth is None
    assert [episode.learnt for episode in finished.episodes] == [1472] * 3  # whole rollouts of 32
    assert [episode.number for episode in finished.episodes] == [0, 1, 2]
    assert "reward" in text
    again = replace(reward, config=reward.config.model_copy(update={"max_steps": 1000}))
    assert read_cell(again, folder / "out", None) is None


def test_the_table_shows_ours_by_achievement_and_published_rows_apart(played):
    folder, text = played
    ours, _, published = text.partition("published by others")
    assert "eat_plant" in ours
    assert "SPRING" in published
    assert "GPT-4" in published
    assert (folder / "out" / "game-crafter.svg").read_bytes().startswith(b"<svg")


def test_a_summary_counts_episodes_of_all_seeds(played):
    folder, _ = played
    finished = [read_cell(cell, folder / "out", None) for cell in cells(folder)]
    rows = game_rows([*finished, *finished])
    assert [row.seeds for row in rows] == [2, 2]
    assert [row.episodes for row in rows] == [6, 6]
    assert len(rows[0].success) == 22


def test_damaged_episodes_are_one_line(tmp_path):
    (tmp_path / NAME).write_text("{}\n", encoding="utf-8")
    with pytest.raises(RunDirError, match="delete it, and the episodes are played again"):
        EpisodeFile(tmp_path).read(0)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"worlds": [{"label": "w", "world": "symbolic"}]}, "set world=craftax or crafter"),
        ({"published": "nowhere.yaml"}, "nowhere.yaml"),
        ({"max_steps": 31, "agents": GAME["agents"][1:]}, "one rollout takes 32"),
    ],
)
def test_a_mistake_is_one_line(tmp_path, other, message):
    ended = deckard_bench(written(tmp_path, **other), "-o", tmp_path / "out", "--jobs", "1")
    assert ended.exit_code == 1
    assert message in ended.output


@pytest.mark.parametrize("agent", GAME["agents"], ids=["run", "by reward"])
def test_nothing_is_learnt_towards_episodes_of_a_world_that_is_no_game(tmp_path, agent):
    other = {"worlds": [{"label": "w", "world": "symbolic"}], "agents": [agent]}
    ended = deckard_bench(written(tmp_path, **other), "-o", tmp_path / "out", "--jobs", "1")
    assert "episodes are of a whole game: set world=craftax or crafter" in ended.output
    assert not (tmp_path / "out").exists()


def test_a_policy_of_another_config_is_never_played_in_its_place(played):
    folder, _ = played
    _, reward = cells(folder)
    again = replace(reward, config=reward.config.model_copy(update={"seed": 1}))
    with pytest.raises(RunDirError, match="another seed"):
        read_cell(again, folder / "out", None)


class Ending:
    """Episodes side by side that end one after the other, those of the last world first."""

    def __init__(self, envs):
        self.obs, self.age = np.zeros((envs, layout.SIZE), np.float32), 0

    def reset(self):
        return self.obs

    def step_async(self, actions):
        self.age += 1

    def step_wait(self):
        over = np.arange(len(self.obs))[::-1] < self.age
        info = {"achieved": (), "health": 0, "TimeLimit.truncated": False}
        return self.obs, None, over, [info | {"episode": {"l": self.age}}] * len(over)


def test_which_episodes_are_played_first_does_not_depend_on_how_long_they_are(played):
    folder, _ = played
    _, reward = cells(folder)
    learner = RewardLearner(reward.config, folder / "out" / reward.folder)
    learner.world.whole_game = lambda envs, seed: Ending(envs)
    episodes = list(learner.play(range(1, 4), learner.read()))
    assert [(e.number, e.steps) for e in episodes] == [(1, 3), (2, 2), (3, 1)]
