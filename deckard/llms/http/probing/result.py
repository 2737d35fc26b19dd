"""What a probe found out about a server."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ProbeFinding:
    """One thing that was found out."""

    what: str
    """What it is about, e.g. "JSON schema"."""
    message: str
    """What was found out; of a fault, its cause and cure."""
    good: bool = True


@dataclass
class ProbeResult:
    """What was found out about a server."""

    address: str
    model: str
    usable: bool = True
    """Whether a run can use the model."""
    calls: int = 0
    """Requests that were sent."""
    findings: list[ProbeFinding] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    """What to set, e.g. `llm.answer_tokens=4000`."""

    def add(self, what: str, message: str, good: bool = True) -> None:
        """Add a finding."""
        self.findings.append(ProbeFinding(what, message, good))

    def add_setting(self, setting: str) -> None:
        """Add what to set."""
        if setting not in self.settings:
            self.settings.append(setting)
