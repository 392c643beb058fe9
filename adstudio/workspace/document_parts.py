"""What undo remembers of the document: the point with the function it belongs to, and the engines."""

from __future__ import annotations

from msgspec import Struct

from adstudio.workspace.document import Document, EngineInfo
from adstudio.workspace.expression import spelled
from adstudio.workspace.inputs import Input, same, sized
from adstudio.workspace.signals import Signal
from adstudio.workspace.undo import Undo


class PointState(Struct, frozen=True):
    """The function and its inputs."""

    function: str
    inputs: tuple[Input, ...]


class PointPart:
    """Inputs and function of a document."""

    def __init__(self, document: Document) -> None:
        self.changed = Signal[[]]()
        self._document = document
        document.inputs_changed.connect(self.changed.emit)
        document.program_changed.connect(self.changed.emit)

    @property
    def state(self) -> PointState:
        """As they are now."""
        return PointState(self._document.function, self._document.inputs)

    def restore(self, state: PointState) -> None:
        """Take the inputs that the program still has; the function first, if it still has that."""
        document = self._document
        if state.function != document.function:
            if state.function not in document.functions:
                return
            document.set_function(state.function)
            document.set_inputs(state.inputs)  # its inspection, which comes, keeps them where they fit
            return
        old = {item.name: item for item in state.inputs}
        document.set_inputs(
            tuple(
                old[item.name] if item.name in old and _of_one_program(item, old[item.name]) else item
                for item in document.inputs
            )
        )

    def describe(self, before: PointState, after: PointState) -> str:
        """Such as "x1 = 3"; "" for what came of another text of the program."""
        if before.function != after.function:
            chosen = before.function in self._document.functions and after.function in self._document.functions
            return f"function {after.function}" if chosen else ""
        if [item.name for item in before.inputs] != [item.name for item in after.inputs]:
            return ""
        pairs = list(zip(before.inputs, after.inputs, strict=True))
        if not all(_of_one_program(one, other) for one, other in pairs):
            return ""
        changed = [(one, other) for one, other in pairs if one != other]
        return _change(*changed[0]) if len(changed) == 1 else f"{len(changed)} inputs"


class EnginesPart:
    """Which engines run, and whose trace is shown."""

    def __init__(self, document: Document) -> None:
        self.changed = Signal[[]]()
        self._document = document
        document.engines_changed.connect(self.changed.emit)
        document.shown_changed.connect(self.changed.emit)

    @property
    def state(self) -> tuple[tuple[EngineInfo, ...], tuple[str, ...], str]:
        """The engines there are, those that run, and the shown one."""
        document = self._document
        return document.engines, document.chosen, document.shown

    def restore(self, state: tuple[tuple[EngineInfo, ...], tuple[str, ...], str]) -> None:
        """Run and show those again."""
        _, chosen, shown = state
        for engine in self._document.engines:
            self._document.choose(engine.name, engine.name in chosen)
        self._document.show(shown)

    def describe(
        self,
        before: tuple[tuple[EngineInfo, ...], tuple[str, ...], str],
        after: tuple[tuple[EngineInfo, ...], tuple[str, ...], str],
    ) -> str:
        """Such as "show Dual", "leave out Jet"; "" where the list came, or where the shown one only followed it."""
        titles = {engine.name: engine.title for engine in after[0]}
        if before[0] != after[0]:
            return ""
        gone, come = [n for n in before[1] if n not in after[1]], [n for n in after[1] if n not in before[1]]
        if gone:
            return f"leave out {titles.get(gone[0], gone[0])}"
        if come:
            return f"run {titles.get(come[0], come[0])}"
        return f"show {titles.get(after[2], after[2])}" if before[2] in after[1] else ""


def register_document(undo: Undo, document: Document) -> None:
    """Remember the edits of a document, and forget them when another program is opened."""
    point, engines = PointPart(document), EnginesPart(document)
    undo.register("point", point, describe=point.describe, weigh=_weight)
    undo.register("engines", engines, describe=engines.describe)
    document.program_opened.connect(undo.clear)


def _of_one_program(one: Input, other: Input) -> bool:
    """Whether the program's own word on two inputs is the same."""
    kept = (one.resizable, one.literal, one.default_fixed, one.default_shape, one.is_fixed)
    if kept != (other.resizable, other.literal, other.default_fixed, other.default_shape, other.is_fixed):
        return False
    return same(one.default, other.default) and (one.resizable or one.shape == other.shape)


def _change(before: Input, after: Input) -> str:
    """What happened to one input, in a few words."""
    if after.is_fixed:
        return f"{after.name} = {after.fixed!r}"
    if after.shape != before.shape:
        return f"{after.name}: {sized(after.shape)}"
    if (before.low, before.high, before.log) != (after.low, after.high, after.log) and before.values == after.values:
        return f"range of {after.name}"
    moved = [at for at, (one, other) in enumerate(zip(before.values, after.values, strict=True)) if one != other]
    if len(moved) == 1:
        return f"{after.label(moved[0])} = {spelled(after.values[moved[0]])}"
    return f"{len(moved):,} entries of {after.name}"


def _weight(state: PointState) -> int:
    return sum(len(item.values) for item in state.inputs) + len(state.inputs)
