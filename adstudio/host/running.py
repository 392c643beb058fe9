"""Running an engine on a program. Whatever happens, a legal trace with the steps so far comes back."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import FrameType, TracebackType
from typing import Any

from msgspec.structs import replace

from adstudio.host import engines
from adstudio.host.blame import Culprit, told
from adstudio.host.budgets import Budgets, Deadline
from adstudio.host.engines import EngineStatus
from adstudio.primitives.kinks import subgradient
from adstudio.primitives.table import TableRules
from adstudio.program.contract import Engine, Request
from adstudio.program.errors import BadInput, BadProgram
from adstudio.program.faults import fault, where
from adstudio.program.program import Program
from adstudio.program.sources import declare_library
from adstudio.traces import rules
from adstudio.traces.edits import Edits
from adstudio.traces.header import EngineStamp, TraceError
from adstudio.traces.model import Trace
from adstudio.traces.recorder import BudgetReached, Recorder

WHAT_IF = "what_if"  # of an engine's abilities: it goes on from values and adjoints that a person puts in
PLUGIN_FAULT = "PluginFault"  # TraceError.type of what is the engine's fault and not the program's
INTERRUPTED = "it was interrupted"  # Trace.header.truncated after a Ctrl-C
UNDEFINED = (ArithmeticError, ValueError, MemoryError, RecursionError)  # a program's fault wherever they surface


def run(
    program: Program,
    engine: str | EngineStatus,
    request: Request,
    *,
    budgets: Budgets | None = None,
    on_block: Callable[[], None] | None = None,
    journal: Callable[[Recorder], list[Any]] | None = None,
    guard: AbstractContextManager[Any] | None = None,
) -> Trace:
    """Differentiate `program` by an engine.

    An exception of the user's program ends in `header.error`, a budget or Ctrl-C in `header.truncated`; what was
    recorded before stays. A fault of the engine's own is an error of type "PluginFault" that names the plugin.
    on_block: called every few thousand operations; what it raises ends the run. journal: see `Recorder`.
    guard: entered for the run of the engine alone, left before its trace is made.
    Raises `NoSuchEngine` for an engine that is not there or can't run, `PluginFault` where its import fails,
    `BadInput` for a point, or inputs to differentiate by, that do not fit the program, and an order too high.
    """
    who = engines.status(engine) if isinstance(engine, str) else engine
    made = engines.load(who)
    return run_class(made, who, program, request, budgets=budgets, on_block=on_block, journal=journal, guard=guard)


def run_class(
    made: Callable[[], Engine],
    who: EngineStatus,
    program: Program,
    request: Request,
    *,
    budgets: Budgets | None = None,
    on_block: Callable[[], None] | None = None,
    journal: Callable[[Recorder], list[Any]] | None = None,
    guard: AbstractContextManager[Any] | None = None,
) -> Trace:
    """As `run`, of an engine class at hand: for one that is not registered."""
    budgets = budgets or Budgets()
    refuse_unknown(program, request.wrt)
    _refuse_order(who, request.order)
    _disown(made, program)
    request = replace(request, at=program.complete(request.at))
    deadline = Deadline(budgets.seconds)
    recorder = _recorder(who, program, request, budgets, deadline, on_block, journal)
    try:
        with guard or nullcontext(), subgradient(request.subgradient), deadline:
            try:
                made().run(program, request, recorder)
            except (BudgetReached, KeyboardInterrupt):
                raise
            except BaseException as error:  # noqa: BLE001 - the border to a stranger's code, and to the user's
                # under the guard, since what it says of itself is the user's code too, and may never end
                recorder.fail(_fault(error, who.culprit, made, program))
    except BudgetReached as reached:
        recorder.truncate((str(reached) or deadline.reason) + where(reached, program))
    except KeyboardInterrupt as stopped:
        recorder.truncate(INTERRUPTED + where(stopped, program))
    return _legal(recorder, who, program, request)


def refuse_unknown(program: Program, names: Sequence[str]) -> None:
    """Raise `BadInput` for an input to differentiate by that is not there."""
    known = [spec.name for spec in program.inputs]
    for name in names:
        if name not in known:
            raise BadInput(f"{program.name} has no input {name!r}; its inputs are {', '.join(known) or 'none'}")


def _refuse_order(who: EngineStatus, order: int) -> None:
    """Raise `BadInput` for an order that the engine does not reach: it would be left out without a word."""
    if who.spec is None or who.spec.max_order is None or order <= who.spec.max_order:
        return
    able = [one.name for one in engines.engines() if one.spec and one.ok and (one.spec.max_order or order) >= order]
    others = f"; {', '.join(able)} can" if able else ""
    raise BadInput(f"{who.name} can't give derivatives of order {order}, its highest is {who.spec.max_order}{others}")


def _recorder(
    who: EngineStatus,
    program: Program,
    request: Request,
    budgets: Budgets,
    deadline: Deadline,
    on_block: Callable[[], None] | None = None,
    journal: Callable[[Recorder], list[Any]] | None = None,
) -> Recorder:
    def watch() -> None:
        deadline.check()
        if on_block is not None:
            on_block()

    recorder = Recorder(
        engine=EngineStamp(name=who.name, title=who.title, version=who.version, distribution=who.distribution),
        program=program.stamp,
        locator=program.positions(),
        settings={"subgradient": request.subgradient} | ({"wrt": ",".join(request.wrt)} if request.wrt else {}),
        max_nodes=budgets.nodes,
        rules=TableRules(),
        array_bytes=budgets.array_bytes,
        on_block=watch,
        journal=journal,
        edits=Edits(request.edits if WHAT_IF in who.abilities else ()),
    )
    if request.edits and not recorder.edits:
        recorder.note("edit", f"{who.title} can't go on from edited values: it ran the program as it is")
    return recorder


def _legal(recorder: Recorder, who: EngineStatus, program: Program, request: Request) -> Trace:
    """What was recorded, if it is a trace; else an empty one whose error names the plugin."""
    try:
        trace = recorder.trace()
        rules.check(trace)
        return trace
    except Exception as broken:  # noqa: BLE001 - columns that an engine filled may fail anywhere
        what = str(broken) if isinstance(broken, rules.IllegalTrace) else told(broken)
        empty = _recorder(who, program, request, Budgets(), Deadline(None))
        empty.fail(_blamed(who.culprit, f"it wrote an illegal trace: {what}"))
        return empty.trace()


# ── whose fault ────────────────────────────────────────────────────────────────────────────────────────


def _fault(error: BaseException, culprit: Culprit, made: Any, program: Program) -> TraceError:
    """The user's error with its line, or the plugin's with its own."""
    if _of_plugin(error, made, program):
        return _blamed(culprit, told(error), "".join(traceback.format_exception(error)))
    return fault(error, program)


def _of_plugin(error: BaseException, made: Any, program: Program) -> bool:
    """Whether the engine is to blame: its frame is the innermost that is either its own or the program's.

    An operation that is undefined at the point (1/0 in the engine's own division, under a line of the program) is
    the program's.
    """
    if isinstance(error, BadInput | BadProgram):
        return False
    package = str(getattr(made, "__module__", "")).partition(".")[0]
    files = {source.file for source in program.stamp.sources}
    if program.code is not None:  # typed at Python's prompt, it has no text
        files.add(program.code.co_filename)
    whose = [owner for frame in _frames(error.__traceback__) if (owner := _owner(frame, package, files))]
    if not whose or whose[-1] == "program":
        return False
    return not ("program" in whose and isinstance(error, UNDEFINED))


def _disown(made: Any, program: Program) -> None:
    """Keep the engine's own lines out of the program's places, also where it lies outside site-packages."""
    package = sys.modules.get(str(getattr(made, "__module__", "")).partition(".")[0])
    files = {source.file for source in program.stamp.sources}
    for path in list(getattr(package, "__path__", [])) or [getattr(package, "__file__", None)]:
        if path and path not in files:  # a script may hold both an engine and a program
            declare_library(path)


def _frames(trace: TracebackType | None) -> Iterator[FrameType]:
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def _owner(frame: FrameType, package: str, files: set[str]) -> str:
    """Either "program", "plugin", or "" for AD Studio's, the standard library's and everyone else's."""
    if frame.f_code.co_filename in files:
        return "program"
    return "plugin" if str(frame.f_globals.get("__name__", "")).partition(".")[0] == package else ""


def _blamed(culprit: Culprit, what: str, whole: str = "") -> TraceError:
    return TraceError(type=PLUGIN_FAULT, message=f"{culprit}: {what}", traceback=whole)
