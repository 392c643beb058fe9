"""What to ask of the worker when the document changes, and what its answers mean for the document. No Qt."""

from __future__ import annotations

import ast
import time
from collections import deque
from pathlib import Path
from typing import Any, Protocol

from adstudio.program import parsing
from adstudio.traces import files
from adstudio.traces.header import spoken
from adstudio.traces.model import Trace
from adstudio.worker.messages import Event, Limits, Request
from adstudio.workspace.document import Document, RunState
from adstudio.workspace.inputs import at_of, from_inspection
from adstudio.workspace.settings import Settings

CALM = 0.25  # s without a new point before curve and orders are asked for: they are not needed while a slider moves
TOGETHER = 0.5  # s after the first trace of a run that the others are waited for: then each is shown as it comes
PATIENCE = 10.0  # s that curve and orders may take: nobody asked for them
ANSWERS = {
    "curve": "the error curve",
    "orders": "higher orders",
    "points": "the points",
    "jacobian": "the Jacobian",
    "hessian": "the Hessian",
    "cost": "the cost",
    "mixed": "mixed partials",
    "nested": "the graph of the derivative",
}  # how an answer is called where it fails
OURS = ("BadInput", "BadProgram", "BudgetReached")  # failures that are no exceptions of the program
WEIGHTY = ("inspected", "analysis", "done")  # events after which panels are drawn anew
TOLD = 8  # of the last words in the output, those that are not said again
ORDERS = 6  # how far the ladder of derivatives goes


class Client(Protocol):
    """Whoever runs programs: a worker process."""

    @property
    def wakeup(self) -> int:
        """A descriptor that becomes readable when there is news."""

    @property
    def busy(self) -> bool:
        """Whether something runs or waits."""

    def submit(self, request: Request) -> int:
        """Ask for something; the newest of its kind wins."""

    def stop(self) -> None:
        """Stop what runs and forget what waits."""

    def poll(self) -> list[Event]:
        """What happened since the last time; never waits."""

    def close(self) -> None:
        """End the worker."""


class Session:
    """Keeps the document's traces true to its program, inputs and engines.

    Every change of them asks anew, and the latest request wins. Nothing of an untrusted program is run.
    Call `poll` often while `busy`.
    """

    def __init__(self, document: Document, settings: Settings) -> None:
        """Nothing is asked before `begin`: a window is on the screen before its worker starts."""
        self.document, self.settings = document, settings
        self.client: Client | None = None
        self._arrived: dict[str, Trace] = {}  # of the newest run, until they are shown
        self._show_at = float("inf")  # when what has arrived is shown without the rest
        self._begun = False  # some of the newest run's traces are shown
        self._whole = False  # the newest run has brought a trace that came to its end
        self._inspected: tuple[str, str] | None = None  # the text and function whose inputs the document has
        self._inspecting = False  # what is shown in the output is of an inspection that its run follows
        self._said: deque[Event] = deque()  # by the worker, not taken in yet
        self._newest = 0  # the number of the newest request
        self._over = 0  # up to this number, requests are about a program that is gone
        self._number = 0  # of the newest trace request
        self._answers: dict[int, str] = {}  # what the newest requests for answers are about, by number
        self._seconds = 0.0
        self._calm_at = float("inf")
        self._subgradient = settings.choices.subgradient
        document.program_changed.connect(self._program_changed)
        document.inputs_changed.connect(self._point_changed)
        document.engines_changed.connect(self._point_changed)
        document.seeds.changed.connect(self._point_changed)
        document.edits.changed.connect(self._point_changed)
        document.trust_changed.connect(self._program_changed)
        document.wanted_changed.connect(self._wanted_changed)
        settings.changed.connect(self._settings_changed)

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self.behind or (self.client is not None and self.client.busy) or self._calm_at < float("inf")

    @property
    def behind(self) -> bool:
        """Whether something has been said that was not taken in yet: `poll` again."""
        return bool(self._said)

    # -- what a person asks for ------------------------------------------------------------------------------------

    def open_program(self, path: Path, *, trusted: bool = True) -> None:
        """Read a .py file into the document. Raises `OSError`, or `UnicodeDecodeError` where it is no text."""
        self.document.set_program(path.read_text("utf-8"), path=path.resolve(), trusted=trusted)

    def open_trace(self, path: Path) -> None:
        """Show a trace from a file, without running anything. Raises `adstudio.traces.files.UnreadableTrace`."""
        self.take_trace(files.load(path), path=path.resolve())

    def take_trace(self, trace: Trace, *, path: Path | None = None) -> None:
        """Show a trace that was recorded elsewhere. Its program is shown, and not run."""
        stamp = trace.header.program
        text = stamp.sources[0].text if stamp.sources else ""
        self.stop()
        self.document.set_program(text, path=path, function=stamp.function, trusted=False)
        name = trace.header.engine.name or "trace"
        self.document.show(name)
        self.document.set_trace(name, trace)

    def begin(self, client: Client) -> None:
        """Ask this worker from now on; it is closed with the session."""
        self.client = client
        self.run()

    def run(self) -> None:
        """Trace the program at its point by every chosen engine."""
        document = self.document
        if self.client is None or not document.trusted or not document.text.strip():
            return
        if self._inspected != (document.text, document.function):
            self._begin_output(inspecting=True)
            document.function = renamed(document.function, document.functions, functions_of(document.text))
            self._ask("inspect")
            return
        if not document.chosen:
            return
        self._begin_output(inspecting=False)
        self._number = self._ask("trace")
        self._seconds, self._whole, self._arrived = 0.0, False, {}
        self._show_at, self._begun = float("inf"), False
        self._calm_at = float("inf")
        document.set_run_state(RunState("running"))

    def _begin_output(self, *, inspecting: bool) -> None:
        """The output is that of one run, and of the inspection before it, which runs the program's top level."""
        if inspecting or not self._inspecting:
            self.document.clear_output()
        self._inspecting = inspecting

    def stop(self) -> None:
        """Stop what runs."""
        self._calm_at, self._whole = float("inf"), False
        if self.client is not None:
            self.client.stop()

    def poll(self) -> None:
        """Take in what the worker said, up to the next thing that makes panels draw: one a turn."""
        if self.client is None:
            return
        self._said.extend(self.client.poll())
        while self._said:
            event = self._said.popleft()
            self._take(event)
            if event.event in WEIGHTY:
                break
        if time.monotonic() >= self._show_at and (self._begun or self.document.shown in self._arrived):
            self._show(alone=not self._begun)
        if (
            self.document.run_state.phase == "running" and not self._said and not self.client.busy
        ):  # stopped before it began
            self.document.set_run_state(RunState("idle"))
        if time.monotonic() >= self._calm_at:
            self._calm_at = float("inf")
            self._ask_the_rest()

    def close(self) -> None:
        """End the worker."""
        if self.client is not None:
            self.client.close()
            self.client = None

    # -- asking ----------------------------------------------------------------------------------------------------

    def _program_changed(self) -> None:
        document = self.document
        if self._inspected != (document.text, document.function):
            if not document.trusted or not document.text.strip():
                self.stop()  # there is nothing to run, and so nothing of it to ask for, nor to hear
                self._inspected, self._over = None, self._newest
            self.run()

    def _point_changed(self) -> None:
        if self._inspected == (self.document.text, self.document.function):
            self.run()

    def _wanted_changed(self, kind: str) -> None:
        """Ask for this one answer, if the traces are there that the others were asked after."""
        calm = self._calm_at == float("inf") and self.document.run_state.phase == "idle"
        asked = kind == "points" or self._whole  # points are others than the one that failed
        if self.client is not None and kind in self.document.wanted and calm and asked:
            self._answers[self._ask(kind)] = kind

    def _ask_the_rest(self) -> None:
        """What the panels want to know besides; all of it is by an input, if there is one to differentiate by."""
        document = self.document
        moving = any(item.values and not item.is_fixed for item in document.inputs)
        self._answers = {self._ask(kind): kind for kind in document.wanted if moving}
        for kind in () if moving else document.wanted:
            document.set_analysis(kind, None)

    def _settings_changed(self) -> None:
        if self._subgradient != self.settings.choices.subgradient:
            self._subgradient = self.settings.choices.subgradient
            self.run()

    def _ask(self, do: Any) -> int:
        document, choices = self.document, self.settings.choices
        budgets = choices.budgets
        assert self.client is not None  # `run` and `poll` ask nothing without one
        self._newest = self.client.submit(
            Request(
                do=do,
                text=document.text,
                file=str(document.path) if document.path else "",
                function=document.function or None,
                at=at_of(document.inputs) if do != "inspect" else {},
                engines=tuple(sorted(document.chosen, key=self._turn)) if do == "trace" else document.chosen,
                order=ORDERS if do == "orders" else 1,
                subgradient=choices.subgradient,
                options=dict(document.wanted.get(do, {})),
                direction=document.seeds.state.forward,
                cotangent=document.seeds.state.reverse,
                edits=document.edits.state,
                limits=Limits(
                    seconds=budgets.seconds if do in ("inspect", "trace") else min(budgets.seconds, PATIENCE),
                    memory=budgets.memory,
                    nodes=budgets.nodes,
                    output=budgets.output,
                ),
            )
        )
        return self._newest

    # -- answers ---------------------------------------------------------------------------------------------------

    def _take(self, event: Event) -> None:
        document = self.document
        if 0 < event.id <= self._over:
            return
        match event.event:
            case "output":
                document.append_output(event.text)
            case "inspected":
                self._take_inspection(event.data)
            case "trace" if event.id == self._number:
                self._take_trace(event)
            case "analysis":
                document.set_analysis(event.kind, _unpacked(event.data))
            case "failed" | "died" if event.id in self._answers:
                kind = self._answers[event.id]
                document.set_analysis(kind, None)
                self._say(
                    f"{ANSWERS.get(kind, kind)}: {event.message or event.reason or event.type}", "note", event.line
                )
            case "failed":
                self._fail(event.brief or _named(event.type, event.message), event.line, event.engine)
            case "died":
                self._bury(event)
            case "done" if event.id == self._number:
                self._show(alone=not self._begun)
                if document.run_state.phase == "running":
                    document.set_run_state(RunState("idle", seconds=self._seconds))
                if self._whole:
                    self._calm_at = time.monotonic() + CALM

    def _take_inspection(self, data: dict[str, Any]) -> None:
        document = self.document
        function = str(data["function"])
        self._inspected = (document.text, function)
        document.set_functions(functions_of(document.text) or (function,), function)
        old = {item.name: item for item in document.inputs}
        inputs = tuple(from_inspection(entry, old.get(entry["name"])) for entry in data["inputs"])
        if inputs == document.inputs:
            self.run()
        else:
            document.set_inputs(inputs)

    def _take_trace(self, event: Event) -> None:
        try:
            trace = files.load(Path(event.path))
        except (OSError, ValueError) as error:
            self._fail(spoken(type(error).__name__, str(error)), 0, event.engine)
            return
        self._seconds += event.seconds
        self._arrived[event.engine] = trace
        self._show_at = min(self._show_at, time.monotonic() + TOGETHER)
        for note in trace.header.notes:
            self._say(f"line {note.line}: {note.message}" if note.line else note.message, "note", note.line)
        self._whole |= trace.header.error is None and trace.header.truncated is None
        if trace.header.truncated:
            titles = {engine.name: engine.title for engine in self.document.engines}
            said = f"{titles.get(event.engine, event.engine)}: {trace.header.truncated}"
            self._say(said, "note", trace.header.ended_line)
        if trace.header.error is not None:
            fault = trace.header.error
            self._fail(_named(fault.type, fault.message), fault.line, event.engine)

    def _turn(self, engine: str) -> tuple[bool, bool]:
        """What is seen runs first, and difference quotients last: they take a run or two for each input."""
        known = next((item for item in self.document.engines if item.name == engine), None)
        return engine != self.document.shown, known is not None and "curve" in known.abilities

    def _show(self, *, alone: bool) -> None:
        """Hand over what has arrived, in the order of the chosen engines. alone: traces of an older point go."""
        document, arrived = self.document, self._arrived
        in_order = {name: arrived[name] for name in (*document.chosen, *arrived) if name in arrived}
        document.set_traces(in_order, alone=alone)
        self._begun, self._arrived = True, {}

    def _fail(self, message: str, line: int, engine: str) -> None:
        self.document.set_run_state(RunState("failed", message, line, engine))
        place = f"line {line}: " if line else ""
        self._say(f"{place}{message}", "error", line)

    def _bury(self, event: Event) -> None:
        """The worker is gone. Where the trace that it left has said why, that is enough."""
        if not any(event.reason in entry.text for entry in list(self.document.output.entries)[-TOLD:]):
            self._fail(_named("WorkerDied", event.reason), event.line, "")
        elif self.document.run_state.phase != "failed":
            self.document.set_run_state(RunState("failed", event.reason, event.line))

    def _say(self, text: str, kind: Any, line: int) -> None:
        """Once: four engines that stumble over one stone say it with one voice."""
        entries = self.document.output.entries
        if not any(entry.text.strip("\n") == text and entry.kind == kind for entry in list(entries)[-TOLD:]):
            self.document.append_output(text + "\n", kind, line)


def _named(kind: str, message: str) -> str:
    """A failure in words, with the name of the exception where it is one that the program knows."""
    kind = "the worker died" if kind == "WorkerDied" else kind
    return message if kind in OURS else spoken(kind, message)


def _unpacked(data: Any) -> Any:
    """An answer; a matrix comes in a file, which is read once. None where that is gone."""
    if not (isinstance(data, dict) and "file" in data):
        return data
    from adstudio.analysis.matrices import read

    path = Path(data["file"])
    try:
        return read(path, data)
    except (OSError, ValueError):
        return None
    finally:
        path.unlink(missing_ok=True)


def renamed(function: str, before: tuple[str, ...], now: tuple[str, ...]) -> str:
    """The name of the differentiated function after somebody typed; "" where it has gone, and one is to be chosen.

    before, now: the functions of the program, in order. The only one that has another name is the same with a new one.
    """
    if not now or function not in before or function in now:
        return function
    same_but_one = len(before) == len(now) and sum(old != new for old, new in zip(before, now, strict=True)) == 1
    return now[before.index(function)] if same_but_one else ""


def functions_of(text: str) -> tuple[str, ...]:
    """The names of a program's own functions, in order; none of a text that is no program."""
    try:
        module = parsing.module(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(dict.fromkeys(node.name for node in module.body if isinstance(node, ast.FunctionDef)))
