"""What a worker does for each kind of request. Each task reports what it finds through `say`."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from adstudio.analysis import cost as costs
from adstudio.analysis import curves, matrices
from adstudio.analysis import mixed as mixed_partials
from adstudio.analysis import nested as nested_derivative
from adstudio.analysis import orders as ladder
from adstudio.analysis import points as places
from adstudio.host import engines, running
from adstudio.host.blame import PluginFault
from adstudio.host.budgets import Budgets, Deadline
from adstudio.program import contract, loading
from adstudio.program.errors import BadInput, BadProgram
from adstudio.program.faults import fault
from adstudio.program.inputs import MISSING
from adstudio.program.program import Program
from adstudio.program.silence import silent
from adstudio.program.sources import folder_of
from adstudio.traces.edits import Edit, EditKind
from adstudio.traces.header import EngineStamp
from adstudio.traces.model import Trace
from adstudio.traces.recorder import Recorder
from adstudio.traces.writing import literal
from adstudio.worker.endings import failed, reasoned
from adstudio.worker.journal import Journal, JournalledLog
from adstudio.worker.messages import Event, Limits, Request
from adstudio.worker.own_modules import Stamp, changed, own_modules

Say = Callable[[Event], None]
LOUD = ("trace", "inspect")  # the tasks whose prints are the program's own; the others run it again and again
POINTS_BY = "tape"  # the engine that runs at kept points: exact, and one sweep for all inputs


class Guards(Protocol):
    """Whoever stops requests."""

    stopped: bool

    def guard(
        self, limits: Limits, *, recording: int = 0, threaded: bool = False
    ) -> contextlib.AbstractContextManager[None]:
        """A `with` block around user code: it may be interrupted there, and has a limit of memory.

        recording: the request whose trace is made of it afterwards.
        """


class Office:
    """Does what is asked, in one folder, and keeps the program between two requests."""

    def __init__(self, folder: Path, say: Say, guards: Guards) -> None:
        self._folder, self._say, self._guards = folder, say, guards
        self._journal = Journal(folder)
        self._key: tuple[str, str, str | None] | None = None
        self._program: Program | None = None
        self._path = list(sys.path)
        self._modules: dict[str, Stamp] = {}  # the user's own that the program imported

    def perform(self, request: Request) -> None:
        """Do what a request asks. What goes wrong with the program or an engine is said; user code may raise more."""
        if request.file:
            with contextlib.suppress(OSError):
                os.chdir(folder_of(request.file))
        try:
            program = self._loaded(request)
            with contextlib.nullcontext() if request.do in LOUD else silent():
                TASKS[request.do](self, program, request)
        except (BadInput, BadProgram, engines.NoSuchEngine, PluginFault, curves.NoCurve, MemoryError) as bad:
            self._say(failed(request, bad))

    # ── the program ────────────────────────────────────────────────────────────────────────────────

    def _loaded(self, request: Request) -> Program:
        """The program; the same one as long as its text and modules are (a slider only moves its point)."""
        key = (request.text, request.file, request.function)
        unnamed = (request.text, request.file, None)
        if self._program is not None and self._key == unnamed and self._program.name == request.function:
            self._key = key  # it is the function that was chosen for want of a name
        if self._program is None or key != self._key or any(map(changed, self._modules.values())):
            self._key = self._program = None
            for name in self._modules:
                sys.modules.pop(name, None)
            sys.path[:] = self._path
            importlib.invalidate_caches()  # a file that was written a moment ago
            before = set(sys.modules)
            with self._guard(request), Deadline(request.limits.seconds):
                program = loading.load(request.text + "\n", request.function, file=request.file or None)
            self._modules = own_modules(set(sys.modules) - before)
            self._key, self._program = key, program
        return self._program

    def _guard(self, request: Request, *, recording: int = 0) -> contextlib.AbstractContextManager[None]:
        return self._guards.guard(request.limits, recording=recording, threaded="torch" in sys.modules)

    # ── the tasks ──────────────────────────────────────────────────────────────────────────────────

    def trace(self, program: Program, request: Request) -> None:
        """One trace for each engine, saved in the folder."""
        for number, name in enumerate(request.engines):
            if self._guards.stopped:
                return
            began = time.perf_counter()
            try:
                with silent() if number else contextlib.nullcontext():  # once is enough
                    found = self._run(program, request, name)
            except (engines.NoSuchEngine, PluginFault) as bad:  # the other engines may do
                self._say(failed(request, bad, engine=name))
                continue
            seconds = time.perf_counter() - began
            path = self._folder / f"{request.id}-{number}.adtrace"
            self._folder.mkdir(mode=0o700, exist_ok=True)  # the program may have deleted it
            found.save(path)
            self._say(Event(id=request.id, event="trace", engine=name, path=str(path), seconds=seconds))

    def _run(self, program: Program, request: Request, name: str) -> Trace:
        who = engines.status(name)
        engines.load(who)  # now: what a library takes at its import is not the program's
        stamp = EngineStamp(name=name, title=who.title, version=who.version, distribution=who.distribution)

        def journal(recorder: Recorder) -> JournalledLog:
            return self._journal.log(recorder, stamp, program.stamp)

        asked = contract.Request(
            at=request.at,
            wrt=request.wrt,
            order=request.order,
            subgradient=request.subgradient,
            options=request.options.get(name, {}),
            direction=request.direction,
            cotangent=request.cotangent,
            edits=request.edits,
        )
        began = time.perf_counter()
        try:
            guard = self._guard(request, recording=request.id)
            found = running.run(program, who, asked, budgets=budgets(request), journal=journal, guard=guard)
        finally:
            self._journal.close()
        return reasoned(found, request.limits, time.perf_counter() - began)

    def inspect(self, program: Program, request: Request) -> None:
        """The function that is meant, the others there are, and its inputs with their values."""
        inputs = [
            {
                "name": spec.name,
                "kind": spec.kind,
                "shape": None if spec.shape is None else list(spec.shape),
                "value": None if spec.default is MISSING else _spelled(spec.default),
                "given": spec.default is not MISSING,
                "literal": spec.default is MISSING or isinstance(spec.default, bool | int | float | str | None),
            }
            for spec in program.inputs
        ]
        data = {"function": program.name, "functions": _functions(program), "inputs": inputs}
        self._say(Event(id=request.id, event="inspected", data=data))

    def curve(self, program: Program, request: Request) -> None:
        """The error curve of finite differences by one input entry, with the function around the point."""
        chosen: dict[str, Any] = {name: request.options.get(name) for name in ("wrt", "node", "against")}
        with self._guard(request):
            data = curves.curve(
                program, request.at, **chosen, around=True, budgets=budgets(request), edits=_of_values(request.edits)
            )
        self._say(Event(id=request.id, event="analysis", kind="curve", data=data))

    def orders(self, program: Program, request: Request) -> None:
        """The ladder of higher-order derivatives by one scalar input."""
        wrt, to = request.options.get("wrt"), int(request.options.get("to", request.order))
        self._answer(
            program, request, lambda: ladder.orders(program, request.at, wrt=wrt, to=to, engines=request.engines)
        )

    def mixed(self, program: Program, request: Request) -> None:
        """All partial derivatives of one order."""
        order = int(request.options.get("order", 2))
        self._answer(program, request, lambda: mixed_partials.mixed(program, request.at, order=order))

    def nested(self, program: Program, request: Request) -> None:
        """The trace of a nested derivative, saved in the folder: its path."""
        options = request.options
        order, engine = int(options.get("order", 2)), str(options.get("engine", "tape"))

        def answer() -> dict[str, Any]:
            found = nested_derivative.nested(
                program, request.at, wrt=options.get("wrt"), order=order, engine=engine, budgets=budgets(request)
            )
            for old in self._folder.glob("*-nested.adtrace"):  # the window has read it
                with contextlib.suppress(OSError):
                    old.unlink()
            path = self._folder / f"{request.id}-nested.adtrace"
            self._folder.mkdir(mode=0o700, exist_ok=True)
            found.save(path)
            return {"path": str(path), "order": order, "engine": engine, "wrt": options.get("wrt")}

        self._answer(program, request, answer)

    def jacobian(self, program: Program, request: Request) -> None:
        """Every output by every input, with the values that were put in."""
        more: Any = {"subgradient": request.subgradient, "budgets": budgets(request), "edits": request.edits}
        self._answer(program, request, lambda: self._kept(request, matrices.jacobian(program, request.at, **more)))

    def hessian(self, program: Program, request: Request) -> None:
        """The second derivatives of one output."""
        more: Any = {"subgradient": request.subgradient, "budgets": budgets(request)}
        more |= {"output": request.options.get("output", 0), "edited": bool(request.edits)}
        self._answer(program, request, lambda: self._kept(request, matrices.hessian(program, request.at, **more)))

    def cost(self, program: Program, request: Request) -> None:
        """Forward against reverse mode."""
        more: Any = {"subgradient": request.subgradient, "budgets": budgets(request)}
        more["edits"] = _of_values(request.edits)
        self._answer(program, request, lambda: costs.cost(program, request.at, **more))

    def _kept(self, request: Request, matrix: matrices.Matrix) -> dict[str, Any]:
        """A matrix whose numbers are in a file of the folder: they may be a million."""
        path = self._folder / f"{request.id}-matrix.npz"
        self._folder.mkdir(mode=0o700, exist_ok=True)  # the program may have deleted it
        return matrices.write(matrix, path) | {"file": str(path)}

    def _answer(self, program: Program, request: Request, compute: Callable[[], Any]) -> None:
        """Say what is computed, or what the program raised."""
        try:
            with self._guard(request), Deadline(request.limits.seconds):
                data = compute()
        except Exception as error:  # noqa: BLE001 - the user's program may raise anything
            said = fault(error, program)
            self._say(failed(request, error, message=said.message, line=said.line))
            return
        self._say(Event(id=request.id, event="analysis", kind=request.do, data=data))

    def points(self, program: Program, request: Request) -> None:
        """The value and the gradient at each of the points that the options name, by the tape."""
        data, found = request.options.get("points", ()), []
        for answer in places.points(
            program,
            data,
            engine=POINTS_BY,
            subgradient=request.subgradient,
            budgets=budgets(request),
            guard=lambda: self._guard(request),
        ):
            found.append(answer)
            if self._guards.stopped:
                return
        said = {"engine": POINTS_BY, "points": found}
        self._say(Event(id=request.id, event="analysis", kind="points", data=said))


TASKS: dict[str, Callable[[Office, Program, Request], None]] = {
    "trace": Office.trace,
    "inspect": Office.inspect,
    "curve": Office.curve,
    "orders": Office.orders,
    "points": Office.points,
    "jacobian": Office.jacobian,
    "hessian": Office.hessian,
    "cost": Office.cost,
    "mixed": Office.mixed,
    "nested": Office.nested,
}


def _of_values(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Those that the program goes on from; an adjoint is of one sweep."""
    return tuple(edit for edit in edits if edit.kind is not EditKind.ADJOINT)


def budgets(request: Request) -> Budgets:
    """The limits of a request that a recorder watches."""
    limits = request.limits
    return Budgets(seconds=limits.seconds, nodes=limits.nodes, array_bytes=limits.array_bytes)


def _functions(program: Program) -> list[str]:
    """The functions of the program's module that could be asked for, the program among them."""
    inner: Any = program.function
    while hasattr(inner, "__wrapped__"):
        inner = inner.__wrapped__
    module = ModuleType("program")
    vars(module).update(getattr(inner, "__globals__", {}))
    found = loading.functions(module) if getattr(module, "__file__", None) else []
    return found if program.name in found else [program.name, *found]


def _spelled(value: Any) -> Any:
    """A default as JSON has it; what JSON has not is shown as its text."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple):
        return [_spelled(entry) for entry in value]
    return literal(value)
