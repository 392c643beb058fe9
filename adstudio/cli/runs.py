"""Running a person's program for the command line: in a worker process, so that nothing it does can take us along."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from adstudio.cli.endings import BAD_INPUT, FAILED, STOPPED, Ending
from adstudio.program.loading import decoded, read
from adstudio.program.point import parse_at
from adstudio.program.target import STDIN, Target
from adstudio.traces import files
from adstudio.traces.header import spoken
from adstudio.traces.model import Trace
from adstudio.worker.client import run_once
from adstudio.worker.messages import Event, Limits, Request

CODES = {
    "BadInput": BAD_INPUT,
    "NoSuchEngine": BAD_INPUT,
    "PluginFault": BAD_INPUT,
    "CurveStopped": STOPPED,
    "MemoryError": STOPPED,
}


class Job(Struct, frozen=True):
    """A program, where, and what it may take. Prints of the program go to standard error."""

    target: Target
    at: str  # as typed: "x1=2, x2=5"
    seconds: float
    nodes: int

    def traces(self, engines: Sequence[str], *, wrt: str | None = None, order: int = 1) -> dict[str, Trace]:
        """A trace by each engine, by name."""
        names = tuple(name.strip() for name in (wrt or "").split(",") if name.strip())
        events = self._events("trace", engines=tuple(engines), wrt=names, order=order)
        found = {event.engine: files.load(event.path) for event in events if event.event == "trace"}
        if not found:
            raise self._nothing()
        return found

    def curve(self, wrt: str | None) -> dict[str, Any]:
        """The error curve of finite differences."""
        return self._analysis("curve", options={"wrt": wrt})

    def orders(self, to: int, engines: Sequence[str]) -> dict[str, Any]:
        """The ladder of orders."""
        return self._analysis("orders", order=to, engines=tuple(engines))

    def _analysis(self, do: str, **asked: Any) -> dict[str, Any]:
        for event in self._events(do, **asked):
            if event.event == "analysis":
                data: dict[str, Any] = event.data
                return data
        raise self._nothing()

    def _events(self, do: Any, **asked: Any) -> Iterator[Event]:
        """What happens, until it is done. Raises `Ending` where the program or its worker fails before its trace."""
        text, file = self._text()
        request = Request(
            do=do,
            text=text,
            file=file,
            function=self.target.function,
            at=parse_at(self.at),
            limits=Limits(seconds=self.seconds, nodes=self.nodes),
            **asked,
        )
        delivered = False
        for event in run_once(request):
            if event.event == "output":
                click.echo(event.text, nl=False, err=True)
            elif event.event == "failed":
                raise _failed(event)
            elif event.event == "died" and not delivered:
                raise _died(event, file)
            else:
                delivered = delivered or event.event == "trace"
                yield event

    def _text(self) -> tuple[str, str]:
        """The program and the name it goes by. Raises `BadProgram` for a file that can't be read."""
        if self.target.path == STDIN:
            if sys.stdin is None:
                raise Ending(BAD_INPUT, "there is no standard input to read the program from")
            return decoded(sys.stdin.buffer.read(), "standard input"), str(Path("<stdin>").absolute())
        if self.target.is_trace:
            raise Ending(BAD_INPUT, f"{self.target.path} is a trace; name the program (.py) that it is of")
        return read(self.target.path), str(Path(self.target.path).absolute())

    def _nothing(self) -> Ending:
        """It was interrupted before it recorded anything: only its time does that."""
        return Ending(STOPPED, f"stopped: the budget of {self.seconds:g} s was reached; nothing was recorded")


def _failed(event: Event) -> Ending:
    if event.type == "BadProgram":  # with a line it is the program's own failure, without one a wrong name
        return Ending(FAILED if event.line else BAD_INPUT, event.message)
    if event.type == "BudgetReached":
        line = f", at line {event.line}" if event.line else ""
        return Ending(STOPPED, f"stopped: {event.message}{line}; nothing was recorded")
    code = CODES.get(event.type, FAILED)
    if code != FAILED or event.type == "NoCurve":
        return Ending(code, f"stopped: {event.message}" if code == STOPPED else event.message)
    where = f"line {event.line}: " if event.line else ""
    return Ending(FAILED, f"{where}{spoken(event.type, event.message)}")


def _died(event: Event, file: str) -> Ending:
    if "budget" in event.reason:
        return Ending(STOPPED, f"stopped: {event.reason}; nothing was recorded")
    where = f"{file}, line {event.line}" if event.line else file
    return Ending(FAILED, f"{where}: the program's process ended: {event.reason}")
