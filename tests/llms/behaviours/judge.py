"""Ask servers that behave in all sorts of ways, and judge what becomes of the question."""

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from deckard.config import parse_config
from deckard.dream.answers.parse import parse_recipe
from deckard.dream.answers.schema import SCHEMA
from deckard.errors import BadCompletion, ConfigError, LLMError
from deckard.llms import Completion, Request, build_llm, describe_llm
from deckard.llms.budget import BudgetedLLM
from deckard.llms.cached import CachedLLM
from deckard.llms.cassette import CassetteFile
from deckard.llms.usage import Usage
from tests.llms.behaviours import CURES, Behaviour
from tests.llms.behaviours.stand_in import StandIn, closed_port, serving
from tests.llms.behaviours.surroundings import KEY, Certificate, environment, prepared

ITEMS = ("stick", "planks", "log", "crafting_table", "iron_ingot")
"""The world of the question."""
RIGHT = "stick: craft from 2 planks, yields 4"
QUICK = {"timeout": 2.0, "patience": 5.0}
LONGEST = 700
"""Characters of the longest message that is still read."""
AT_ONCE = 8
TRACE = ("Traceback", "Error code:", "{'", '{"')
"""What no message for a user holds."""
TIMES = 2
"""Requests of one question while a fault lasts."""


@dataclass(frozen=True)
class Outcome:
    """What became of one question."""

    completion: Completion | None
    message: str
    """The error; "" where there is an answer."""
    requests: tuple[str, ...]
    """Bodies of the requests that the server got."""
    kept: tuple[str, ...]
    """Texts of the answers on the cassette."""


@dataclass
class Verdict:
    """What is wrong with how a behaviour was met; nothing, if all lists are empty."""

    behaviour: Behaviour
    became: str = ""
    message: str = ""
    booked: list[str] = field(default_factory=list)
    """Faults booked as data."""
    lost: list[str] = field(default_factory=list)
    """Usable answers lost."""
    unclear: list[str] = field(default_factory=list)
    """Messages without the cause or the cure."""
    other: list[str] = field(default_factory=list)
    """Whatever else is not right: too many requests, a wrong ending."""

    @property
    def complaints(self) -> list[str]:
        """All that is wrong."""
        return [*self.booked, *self.lost, *self.unclear, *self.other]


def judge_all(behaviours: Sequence[Behaviour], parallel: int = AT_ONCE) -> list[Verdict]:
    """Judge behaviours, several at once; those that need the environment one by one."""
    with prepared() as certificate, ThreadPoolExecutor(parallel) as pool:
        judge_one = partial(judge, certificate=certificate)
        plain = [one for one in behaviours if not one.env]
        verdicts = dict(zip([one.id for one in plain], pool.map(judge_one, plain), strict=True))
        verdicts |= {one.id: judge_one(one) for one in behaviours if one.env}
    return [verdicts[one.id] for one in behaviours]


def judge(behaviour: Behaviour, certificate: Certificate) -> Verdict:
    """Ask a server that behaves so, and say what is wrong with what became of it."""
    verdict = Verdict(behaviour)
    if behaviour.right == "retried":
        _judge_retry(verdict, asked(behaviour, 1, certificate, retries=3))
        _judge_fault(verdict, asked(behaviour, None, certificate, retries=TIMES - 1), TIMES)
    elif behaviour.right == "refused":
        outcome = asked(behaviour, None, certificate, retries=TIMES)
        most = 1 if behaviour.most_requests is None else behaviour.most_requests
        _judge_fault(verdict, outcome, most)
    else:
        _judge_data(verdict, asked(behaviour, behaviour.times, certificate, retries=TIMES))
    return verdict


def asked(
    behaviour: Behaviour, times: int | None, certificate: Certificate, retries: int
) -> Outcome:
    """Ask one question of a server that behaves so `times` times, then well."""
    with ExitStack() as stack:
        server = StandIn(behaviour, times)
        if behaviour.needs_tls:
            server.socket = certificate.context.wrap_socket(server.socket, server_side=True)
        stack.enter_context(serving(server))
        places = {"$port": str(server.server_port), "$closed": str(closed_port())}
        places["$authority"] = str(certificate.authority)
        env = {name: _with_places(text, places) for name, text in behaviour.env.items()}
        stack.enter_context(environment(env))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        options = llm_options(server) | {"retries": retries}
        return _complete(options | _as_given(behaviour, places), server, folder)


def llm_options(server: StandIn) -> dict[str, object]:
    """Return the section `llm` of a config that asks a server, without the behaviour's own."""
    behaviour = server.behaviour
    scheme = "https" if behaviour.needs_tls else "http"
    address = f"{scheme}://127.0.0.1:{server.server_port}"
    if behaviour.api == "anthropic":
        return {"name": "anthropic", "model": "tiny-1", "base_url": address, **QUICK}
    api = {"api": "responses"} if behaviour.api == "responses" else {}
    return {"name": "openai", "model": "tiny-1", "base_url": f"{address}/v1", **QUICK, **api}


def _as_given(behaviour: Behaviour, places: Mapping[str, str]) -> dict[str, object]:
    return {
        name: _with_places(value, places) if isinstance(value, str) else value
        for name, value in behaviour.llm.items()
    }


def _with_places(text: str, places: Mapping[str, str]) -> str:
    for name, place in places.items():
        text = text.replace(name, place)
    return text


def _complete(options: dict[str, object], server: StandIn, folder: Path) -> Outcome:
    """Ask the question as a run does: within limits, and with a cassette."""
    cassette = CassetteFile(folder / "cassette.jsonl")
    question = Request(
        "stick", "You know Minecraft.", "How is it made?\nItem: stick", schema=SCHEMA
    )
    completion, message = None, ""
    try:
        chosen = parse_config({"llm": options}, "behaviour").llm
        inner = build_llm(chosen.name, **chosen.options)
        about = describe_llm(inner, chosen.name, chosen.options)
        llm = CachedLLM(BudgetedLLM(inner, chosen, about, Usage(), {}), about, cassette)
        if server.behaviour.reply.how == "refused" and server.left is not None:
            llm.limit_retries(server.recover)
        completion = llm.complete(question)
    except (LLMError, ConfigError) as error:
        message = str(error)
    finally:
        cassette.close()
    kept = (exchange.valid_answer for exchange in cassette.contents.exchanges)
    texts = tuple(answer.text for answer in kept if answer is not None)
    return Outcome(completion, message, tuple(server.requests), texts)


def understood(text: str) -> str | None:
    """Return the recipe that an answer holds, as text; None where it holds none."""
    try:
        recipe = parse_recipe("stick", text, ITEMS).recipe
    except BadCompletion:
        return None
    used = ", ".join(f"{quantity} {item}" for item, quantity in recipe.ingredients.items())
    return f"{recipe.item}: {recipe.how} from {used}, yields {recipe.yields}"


def _judge_data(verdict: Verdict, outcome: Outcome) -> None:
    """Judge an answer, usable or without text."""
    behaviour, completion = verdict.behaviour, outcome.completion
    verdict.message = outcome.message
    if completion is None:
        verdict.became = "error"
        verdict.lost.append(f"an error in place of an answer: {outcome.message}")
        return
    recipe = understood(completion.text)
    verdict.became = "answer" if recipe else f"empty ({completion.ended})"
    if behaviour.right == "answer" and recipe != RIGHT:
        verdict.lost.append(f"read as {recipe} out of {completion.text!r:.200}")
    if behaviour.right == "empty" and recipe:
        verdict.booked.append(f"read as {recipe}, though the answer never ended well")
    if behaviour.ended is not None and completion.ended != behaviour.ended:
        verdict.other.append(f"ended {completion.ended}, not {behaviour.ended}")
    if outcome.kept != (completion.text,):
        verdict.other.append(f"kept {outcome.kept}")
    _judge_requests(verdict, outcome)


def _judge_requests(verdict: Verdict, outcome: Outcome) -> None:
    """Judge how many requests were sent, and what the last one held."""
    behaviour, sent = verdict.behaviour, outcome.requests
    most = behaviour.most_requests
    if most is not None and len(sent) > most:
        verdict.other.append(f"{len(sent)} requests, not {most}")
    last = sent[-1] if sent else ""
    verdict.other += [f"{name} is still sent" for name in behaviour.lacks if _holds(last, name)]
    verdict.other += [f"{name} is lost" for name in behaviour.holds if not _holds(last, name)]


def _holds(request: str, name: str) -> bool:
    """Whether a request holds an option, a keyword, or a header of this name or text."""
    return f'"{name}"' in request or f"\n{name}:" in request.lower() or f": {name}\n" in request


def _judge_retry(verdict: Verdict, outcome: Outcome) -> None:
    """Judge a fault that passes: the next answer counts, and it alone."""
    completion = outcome.completion
    if completion is None:
        verdict.became = "error"
        verdict.lost.append(f"not asked again: {outcome.message}")
        return
    verdict.became = "retried"
    if understood(completion.text) != RIGHT or completion.requests < TIMES:
        verdict.became = "kept"
        verdict.booked.append(f"kept as the answer: {completion.text!r:.200}")
    if outcome.kept != (completion.text,):
        verdict.booked.append(f"kept {outcome.kept}")


def _judge_fault(verdict: Verdict, outcome: Outcome, most_requests: int) -> None:
    """Judge a fault that lasts: an error that names its cause, and nothing kept."""
    behaviour = verdict.behaviour
    verdict.message = outcome.message
    verdict.became = verdict.became or ("error" if outcome.completion is None else "kept")
    if outcome.completion is not None:
        verdict.booked.append(f"kept as an answer: {outcome.completion.text!r:.200}")
        return
    verdict.booked += [f"kept {text!r:.100}" for text in outcome.kept]
    if len(outcome.requests) > most_requests:
        verdict.other.append(f"{len(outcome.requests)} requests, not {most_requests}")
    verdict.unclear += unclear(behaviour, outcome.message)


def unclear(behaviour: Behaviour, message: str) -> Iterator[str]:
    """Yield what a message lacks, or holds in vain."""
    own = message.lower()
    for text in behaviour.says:
        wordings = [one.rstrip(".") for one in text.lower().split("|")]
        wordings = [wording for wording in wordings if wording in own]
        if not wordings:
            yield f"lacks {text!r}"
        for wording in wordings:  # what the server said is the cause, and no cure
            own = own.replace(wording, "")
    yield from (f"holds {text!r}" for text in behaviour.never if text.lower() in message.lower())
    yield from (f"holds {text!r}" for text in TRACE if text in message)
    if behaviour.cure and not re.search(CURES[behaviour.cure], own):
        yield f"names no cure ({behaviour.cure})"
    if len(message.splitlines()) != 1 or len(message) > LONGEST:
        yield f"is not one line of at most {LONGEST} characters"
    if KEY in message:
        yield "shows the key"
