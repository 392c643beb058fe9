"""What the window is about: a program, its inputs, the engines chosen, their traces and what was found out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from adstudio.workspace.edits import EditList
from adstudio.workspace.inputs import Input
from adstudio.workspace.output import OutputKind, OutputLog
from adstudio.workspace.seeds import SeedChoice, SeedState
from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.analysis.comparison import Comparison
    from adstudio.traces.model import Trace


class EngineInfo(Struct, frozen=True):
    """An engine that may be chosen."""

    name: str  # "tape"
    title: str  # "Reverse tape"
    status: str = "ok"  # or why it can't run here
    kind: str = "adjoint"  # the sweep it is known for; gives its colour
    abilities: tuple[str, ...] = ()  # of `EngineSpec.abilities`

    @property
    def works(self) -> bool:
        """Whether it can run here."""
        return self.status == "ok"


class RunState(Struct, frozen=True):
    """What the worker is doing for this document."""

    phase: Literal["idle", "running", "failed"] = "idle"
    message: str = ""  # of a failure: "ZeroDivisionError: division by zero"
    line: int = 0  # of a failure, in the program; 0 unknown
    engine: str = ""  # which engine failed
    seconds: float = 0.0  # how long the last run took


class Document:
    """Program, point, engines, traces and answers. Each field has its own signal; an equal value is ignored.

    `trace` is the trace of the shown engine; `trace_changed` tells when it is another one, whether by a new run
    or by another engine being shown, and most panels need only that.
    """

    def __init__(self) -> None:
        self.program_opened = Signal[[]]()  # another program, or the same one from its file again
        self.program_changed = Signal[[]]()  # text, path, function, functions
        self.inputs_changed = Signal[[]]()  # inputs
        self.engines_changed = Signal[[]]()  # engines, chosen
        self.traces_changed = Signal[[]]()  # traces: any engine's
        self.shown_changed = Signal[[]]()  # shown
        self.trace_changed = Signal[[]]()  # trace: the shown one
        self.trace_prepared = Signal[[]]()  # trace.timeline.is_prepared: any step of a large one is at hand
        self.run_state_changed = Signal[[]]()  # run_state
        self.output_appended = Signal[[]]()  # output
        self.analyses_changed = Signal[[str]]()  # analyses[kind]
        self.wanted_changed = Signal[[str]]()  # wanted[kind]
        self.trust_changed = Signal[[]]()  # trusted
        self.seeds = SeedChoice()
        self.edits = EditList()
        self.text = ""
        self.saved = ""  # the text as its file has it
        self.path: Path | None = None
        self.function = ""
        self.functions: tuple[str, ...] = ()
        self.inputs: tuple[Input, ...] = ()
        self.engines: tuple[EngineInfo, ...] = ()
        self.chosen: tuple[str, ...] = ()
        self.shown = ""
        self.run_state = RunState()
        self.trusted = True
        self.output = OutputLog()
        self._traces: dict[str, Trace] = {}
        self._compared: tuple[tuple[tuple[str, Trace], ...], Comparison | None] = (), None
        self._analyses: dict[str, Any] = {}
        self._wanted: dict[str, Mapping[str, Any]] = {"curve": {}, "orders": {}}

    @property
    def traces(self) -> Mapping[str, Trace]:
        """The traces of this program at this point by engine name, read only."""
        return MappingProxyType(self._traces)

    @property
    def trace(self) -> Trace | None:
        """The trace of the shown engine, or None."""
        return self._traces.get(self.shown)

    @property
    def comparison(self) -> Comparison | None:
        """All traces compared, once for each set of them; None where there are not two, or none came to its end."""
        traces = tuple(self._traces.items())
        compared, found = self._compared
        if len(compared) != len(traces) or any(a is not b for (_, a), (_, b) in zip(compared, traces, strict=True)):
            from adstudio.analysis.comparison import compare  # the first picture has one trace

            try:
                found = compare(self._traces) if len(traces) > 1 else None
            except ValueError:
                found = None
            self._compared = traces, found
        return found

    @property
    def analyses(self) -> Mapping[str, Any]:
        """Answers by kind ("curve", "orders", …), read only."""
        return MappingProxyType(self._analyses)

    @property
    def wanted(self) -> Mapping[str, Mapping[str, Any]]:
        """The kinds of answers that somebody looks at, each with what was chosen for it ({"wrt": "x2"})."""
        return MappingProxyType(self._wanted)

    @property
    def name(self) -> str:
        """What the document is called: its file's name, or its function's."""
        return self.path.name if self.path else "untitled.py"

    def set_program(self, text: str, *, path: Path | None = None, function: str = "", trusted: bool = True) -> None:
        """Open another program; traces, answers, inputs, output and failure of the old one go."""
        self.text, self.saved, self.path, self.function, self.functions = text, text, path, function, ()
        self._forget_run()
        self.set_trusted(trusted)
        self.program_changed.emit()
        self.program_opened.emit()

    def edit_text(self, text: str) -> None:
        """The person typed: same file, same inputs, new text. Old traces stay until the new ones arrive.

        None will arrive of an empty program, and so all of the old one goes.
        """
        if text != self.text:
            self.text = text
            if not text.strip():
                self.function, self.functions = "", ()
                self._forget_run()
            self.program_changed.emit()

    @property
    def unsaved(self) -> bool:
        """Whether the text is another than its file's."""
        return self.text != self.saved

    def mark_saved(self, path: Path) -> None:
        """The program was saved under this name."""
        if self.unsaved or path != self.path:
            self.path, self.saved = path, self.text
            self.program_changed.emit()

    def set_function(self, function: str) -> None:
        """Choose the function to differentiate."""
        if function != self.function:
            self.function = function
            self._forget_what_if()
            self.program_changed.emit()

    def _forget_run(self) -> None:
        """All that came of running the program, and what it was to be run with."""
        self.clear_results()
        self.clear_output()
        self.set_run_state(RunState())
        self.set_inputs(())
        self._forget_what_if()

    def _forget_what_if(self) -> None:
        """Seeds and edits are of one function."""
        self.seeds.restore(SeedState())
        self.edits.restore(())

    def set_functions(self, functions: tuple[str, ...], function: str) -> None:
        """The functions that the program holds, and which one is meant."""
        if (functions, function) != (self.functions, self.function):
            self.functions, self.function = functions, function
            self.program_changed.emit()

    def set_trusted(self, trusted: bool) -> None:
        """Whether the program may be run: one from elsewhere only after the person says so."""
        if trusted != self.trusted:
            self.trusted = trusted
            self.trust_changed.emit()

    def set_inputs(self, inputs: tuple[Input, ...]) -> None:
        """Replace all inputs."""
        if inputs != self.inputs:
            self.inputs = inputs
            self.inputs_changed.emit()

    def set_value(self, name: str, value: float, index: int = 0) -> None:
        """Change one entry of one input. Raises `KeyError` where there is none of that name."""
        if name not in {item.name for item in self.inputs}:
            raise KeyError(name)
        self.set_inputs(tuple(x.with_value(index, value) if x.name == name else x for x in self.inputs))

    def set_input(self, item: Input) -> None:
        """Replace the input of that name. Raises `KeyError` where there is none of that name."""
        if item.name not in {other.name for other in self.inputs}:
            raise KeyError(item.name)
        self.set_inputs(tuple(item if other.name == item.name else other for other in self.inputs))

    def set_engines(self, engines: tuple[EngineInfo, ...], chosen: tuple[str, ...]) -> None:
        """The engines there are, and which of them run."""
        if (engines, chosen) != (self.engines, self.chosen):
            self.engines, self.chosen = engines, chosen
            self.engines_changed.emit()

    def choose(self, name: str, chosen: bool) -> None:
        """Run engine `name` with the others, or leave it out; its trace goes with it."""
        names = {item.name for item in self.engines if item.works}
        wanted = {*self.chosen, name} if chosen else {*self.chosen} - {name}
        self.set_engines(self.engines, tuple(item.name for item in self.engines if item.name in wanted & names))
        if not chosen and name in self._traces:
            shown = next((other for other in self.chosen if other in self._traces), self.shown)
            del self._traces[name]
            self.traces_changed.emit()
            self.show(shown)

    def show(self, engine: str) -> None:
        """Show the trace of `engine` in the panels."""
        if engine != self.shown:
            self.shown = engine
            self.shown_changed.emit()
            self.trace_changed.emit()

    def set_trace(self, engine: str, trace: Trace) -> None:
        """One trace arrived; as `set_traces`."""
        self.set_traces({engine: trace})

    def set_traces(self, traces: Mapping[str, Trace], *, alone: bool = False) -> None:
        """Traces of one run arrived, together, so that nobody compares them with those of an older point.

        alone: others of the run come later, so those of an older point go.
        One of them is shown where the shown engine has none and is not to have one.
        """
        if not traces:
            return
        if alone:
            self._traces.clear()
        self._traces.update(traces)
        if self.shown not in self._traces and self.shown not in self.chosen:
            self.shown = next(iter(traces))
            self.shown_changed.emit()
        self.traces_changed.emit()
        if self.shown in traces:
            self.trace_changed.emit()

    def note_prepared(self, trace: Trace) -> None:
        """The indexes of a trace have been built (`Timeline.prepare`)."""
        if trace is self.trace:
            self.trace_prepared.emit()

    def set_analysis(self, kind: str, data: Any) -> None:
        """An answer arrived; None takes it away."""
        if data is None:
            self._analyses.pop(kind, None)
        else:
            self._analyses[kind] = data
        self.analyses_changed.emit(kind)

    def want(self, kind: str, **choices: Any) -> None:
        """Ask for an answer of this kind now and after every new trace, until `unwant`."""
        if self._wanted.get(kind) != choices:
            self._wanted[kind] = choices
            self.wanted_changed.emit(kind)

    def unwant(self, kind: str) -> None:
        """Nobody looks at this kind of answer any more; what is there stays until the next trace."""
        if self._wanted.pop(kind, None) is not None:
            self.wanted_changed.emit(kind)

    def set_run_state(self, state: RunState) -> None:
        """What the worker is doing now."""
        if state != self.run_state:
            self.run_state = state
            self.run_state_changed.emit()

    def append_output(self, text: str, kind: OutputKind = "print", line: int = 0) -> None:
        """Add what the program printed, an error or a note; the oldest goes where it grows too long."""
        if text:
            self.output.append(text, kind=kind, line=line)
            self.output_appended.emit()

    def clear_output(self) -> None:
        """Forget what was printed."""
        if self.output.entries or self.output.dropped:
            self.output.clear()
            self.output_appended.emit()

    def clear_results(self) -> None:
        """Forget traces and answers."""
        had_traces, kinds = bool(self._traces), tuple(self._analyses)
        self._traces.clear()
        self._analyses.clear()
        if had_traces:
            self.traces_changed.emit()
            self.trace_changed.emit()
        for kind in kinds:
            self.analyses_changed.emit(kind)
