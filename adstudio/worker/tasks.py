"""What a worker does for each kind of request. Each task reports what it finds through `say`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from adstudio.analysis import curves
from adstudio.analysis import orders as ladder
from adstudio.host import engines, running
from adstudio.host.blame import PluginFault
from adstudio.host.budgets import Budgets
from adstudio.program import contract, loading
from adstudio.program.errors import BadInput, BadProgram
from adstudio.program.faults import fault
from adstudio.program.inputs import MISSING
from adstudio.program.program import Program
from adstudio.traces.recorder import Recorder
from adstudio.worker.journal import JournalledLog
from adstudio.worker.messages import Event, Request

Say = Callable[[Event], None]


def perform(request: Request, folder: Path, say: Say) -> None:
    """Do what a request asks. What goes wrong with the program or an engine is said; nothing of it is raised."""
    try:
        program = loaded(request.text, request.file, request.function)
        TASKS[request.do](program, request, folder, say)
    except BadProgram as bad:
        say(_failed(request, "BadProgram", str(bad), line=bad.line or 0, column=bad.column or 0))
    except (BadInput, engines.NoSuchEngine, PluginFault, curves.NoCurve) as bad:
        say(_failed(request, type(bad).__name__, str(bad)))
    except MemoryError:
        say(_failed(request, "MemoryError", f"the memory budget of {request.limits.memory / 1e9:.1f} GB was reached"))


@lru_cache(maxsize=1)
def loaded(text: str, file: str, function: str | None) -> Program:
    """The program; the same one as long as its text is the same (a slider only moves its point)."""
    if file:
        os.chdir(Path(file).resolve().parent)
    return loading.load(text + "\n", function, file=file or None)


def trace(program: Program, request: Request, folder: Path, say: Say) -> None:
    """One trace for each engine, saved in the folder."""
    for name in request.engines:
        began = time.perf_counter()
        logs: list[JournalledLog] = []

        def journal(recorder: Recorder, logs: list[JournalledLog] = logs) -> JournalledLog:
            logs.append(JournalledLog(recorder, folder))
            return logs[-1]

        asked = contract.Request(
            at=request.at,
            wrt=request.wrt,
            order=request.order,
            subgradient=request.subgradient,
            options=request.options.get(name, {}),
        )
        try:
            found = running.run(program, name, asked, budgets=budgets(request), journal=journal)
        except (engines.NoSuchEngine, PluginFault) as bad:  # the other engines may do
            say(_failed(request, type(bad).__name__, str(bad), engine=name))
            continue
        finally:
            for log in logs:
                log.close()
        seconds = time.perf_counter() - began
        path = folder / f"{request.id}-{name}.adtrace"
        found.save(path)
        say(Event(id=request.id, event="trace", engine=name, path=str(path), seconds=seconds))


def inspect(program: Program, request: Request, folder: Path, say: Say) -> None:
    """The function that is meant, the others there are, and its inputs with their values."""
    inputs = [
        {
            "name": spec.name,
            "kind": spec.kind,
            "shape": None if spec.shape is None else list(spec.shape),
            "value": None if spec.default is MISSING else _spelled(spec.default),
            "given": spec.default is not MISSING,
        }
        for spec in program.inputs
    ]
    say(Event(id=request.id, event="inspected", data={"function": program.name, "inputs": inputs}))


def curve(program: Program, request: Request, folder: Path, say: Say) -> None:
    """The error curve of finite differences by one input entry."""
    wrt = request.options.get("wrt")
    data = curves.curve(program, request.at, wrt=wrt, budgets=budgets(request))
    say(Event(id=request.id, event="analysis", kind="curve", data=data))


def orders(program: Program, request: Request, folder: Path, say: Say) -> None:
    """The ladder of higher-order derivatives by one scalar input."""
    try:
        data = ladder.orders(
            program, request.at, wrt=request.options.get("wrt"), to=request.order, engines=request.engines
        )
    except Exception as error:  # noqa: BLE001 - the user's program may raise anything
        said = fault(error, program)
        say(_failed(request, said.type, said.message, line=said.line))
        return
    say(Event(id=request.id, event="analysis", kind="orders", data=data))


TASKS: dict[str, Callable[[Program, Request, Path, Say], None]] = {
    "trace": trace,
    "inspect": inspect,
    "curve": curve,
    "orders": orders,
}


def budgets(request: Request) -> Budgets:
    """The limits of a request that a recorder watches."""
    limits = request.limits
    return Budgets(seconds=limits.seconds, nodes=limits.nodes, array_bytes=limits.array_bytes)


def _failed(request: Request, kind: str, message: str, *, line: int = 0, column: int = 0, engine: str = "") -> Event:
    return Event(id=request.id, event="failed", type=kind, message=message, line=line, column=column, engine=engine)


def _spelled(value: Any) -> Any:
    """A default as JSON has it; what JSON has not is shown as its text."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple):
        return [_spelled(entry) for entry in value]
    return value if isinstance(value, bool | int | float | str | None) else repr(value)
