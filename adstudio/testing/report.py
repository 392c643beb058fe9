"""All checks on one engine, and what they found."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from adstudio.host.blame import told
from adstudio.testing.checks import CHECKS
from adstudio.testing.subject import Finding, Subject


class Result(Struct, frozen=True):
    """One check, and what it found; "" nothing."""

    says: str
    finding: str = ""


class Report(Struct, frozen=True):
    """What the checks found at an engine."""

    engine: str
    results: tuple[Result, ...]

    @property
    def ok(self) -> bool:
        """Whether every check passed."""
        return not self.findings

    @property
    def findings(self) -> tuple[Result, ...]:
        """The checks that failed."""
        return tuple(result for result in self.results if result.finding)

    def __str__(self) -> str:
        lines = [f"{self.engine}: {len(self.results) - len(self.findings)} of {len(self.results)} checks passed"]
        lines += [f"  not: {result.says}: {result.finding}" for result in self.findings]
        return "\n".join(lines)


def check_engine(engine: str | type[Any], *, tolerance: float | None = None) -> Report:
    """Run every check on an engine, by its name or its class. Takes seconds.

    tolerance: relative, of derivatives; None is 1e-12, and 1e-5 for engines that write difference sweeps.
    Raises `NoSuchEngine` for a name that is not there or can't run.
    """
    subject = Subject.of(engine, tolerance=tolerance)
    results = []
    for check in CHECKS:
        try:
            check.run(subject)
            results.append(Result(check.says))
        except Finding as finding:
            results.append(Result(check.says, str(finding)))
        except Exception as error:  # noqa: BLE001 - what an engine left behind may fail a check in any way
            results.append(Result(check.says, told(error)))
    return Report(subject.status.name, tuple(results))


def conform(engine: str | type[Any], *, tolerance: float | None = None) -> None:
    """Raise `AssertionError` with the whole report unless every check passes; for a test."""
    report = check_engine(engine, tolerance=tolerance)
    if not report.ok:
        raise AssertionError(str(report))
