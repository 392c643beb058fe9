"""Running a person's program for the command line, with what it prints kept out of ours."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adstudio.analysis import curves
from adstudio.analysis import orders as ladder
from adstudio.host import running
from adstudio.host.budgets import Budgets, Deadline
from adstudio.program.contract import Request
from adstudio.program.errors import BadInput
from adstudio.program.loading import load
from adstudio.program.point import parse_at
from adstudio.program.program import Program
from adstudio.program.target import STDIN, Target
from adstudio.traces.model import Trace


@dataclass(frozen=True, slots=True)
class Job:
    """A program, where, and what it may take."""

    target: Target
    at: str  # as typed: "x1=2, x2=5"
    budgets: Budgets

    def trace(self, engine: str, *, wrt: str | None = None, order: int = 1) -> Trace:
        """One engine's trace."""
        with self._program() as (program, at):
            names = tuple(name.strip() for name in (wrt or "").split(",") if name.strip())
            known = [spec.name for spec in program.inputs]
            for name in names:
                if name not in known:
                    raise BadInput(f"{program.name} has no input {name!r}; its inputs are {', '.join(known) or 'none'}")
            return running.run(program, engine, Request(at=at, wrt=names, order=order), budgets=self.budgets)

    def curve(self, wrt: str | None) -> dict[str, Any]:
        """The error curve of finite differences."""
        with self._program() as (program, at):
            return curves.curve(program, at, wrt=wrt, budgets=self.budgets)

    def orders(self, to: int) -> dict[str, Any]:
        """The ladder of orders."""
        with self._program() as (program, at), Deadline(self.budgets.seconds):
            return ladder.orders(program, at, to=to)

    @contextmanager
    def _program(self) -> Iterator[tuple[Program, dict[str, Any]]]:
        """The program loaded and its point complete; what it prints goes to standard error, and it reads nothing."""
        text = sys.stdin.read() if self.target.path == STDIN else None
        stdin = sys.stdin
        with redirect_stdout(sys.stderr):
            sys.stdin = io.StringIO()
            try:
                with Deadline(self.budgets.seconds):
                    if text is None:
                        program = load(Path(self.target.path), self.target.function)
                    else:
                        program = load(text, self.target.function, file="<stdin>")
                yield program, program.complete(parse_at(self.at))
            finally:
                sys.stdin = stdin
