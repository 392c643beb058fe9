"""One run of a torch function, watched; and the tensors in it that moved unseen."""

from __future__ import annotations

import warnings
from types import TracebackType
from typing import Any

import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.api import (
    BadProgram,
    Flag,
    Program,
    Recorder,
    Recording,
    beside_the_point,
    scratch,
    stale,
    tried,
)
from adstudio_torch.functions import ASKED, Watch, as_number

Point = dict[str, Any]


class Watched(Struct):
    """What ran: its watch, the tensors to differentiate by, and what came out."""

    watch: Watch
    leaves: dict[int, torch.Tensor]
    result: torch.Tensor


def watched(program: Program, point: Point, recorder: Recorder) -> Watched:
    """Run a torch function. Raises what it raises, `BadProgram` where it returns no tensor.

    PyTorch refuses some things of a tensor that requires a gradient alone. There the result is that of plain tensors,
    and a note names the line.
    """
    watch, leaves = Watch(recorder), dict[int, torch.Tensor]()
    given = _inputs(program, point, recorder, watch, leaves)
    with warnings.catch_warnings():
        # told by a note, with its line
        warnings.filterwarnings("ignore", message="Converting a tensor with requires_grad=True")
        warnings.filterwarnings("ignore", message="To copy construct from a tensor")
        try:
            with watch:
                result = program.call_with(given, recorder)
        except Exception as error:  # noqa: BLE001 - the border to the user's program; it goes on as it came
            below = error.with_traceback(_below(error.__traceback__))
            again = scratch(recorder)
            fresh = _inputs(program, point, again, Watch(again), {})
            plain = {name: x.detach() if isinstance(x, torch.Tensor) else x for name, x in fresh.items()}
            result = program.settle(below, plain, recorder)
    if not isinstance(result, torch.Tensor):
        raise BadProgram(f"{program.name} returned a {type(result).__name__}; a torch function must return a tensor")
    recorder.output(program.name, [watch.row(result)], shape=tuple(result.shape))
    return Watched(watch, leaves, result)


def note_stale(program: Program, point: Point, recorder: Recorder) -> None:
    """A tensor may have become a plain number unseen: note what moves with the inputs, and no derivative passes."""
    base = _recording(recorder)
    names = [port.name for port in recorder.inputs if port.shape is not None]
    numbers = {name: x.detach().cpu().numpy() if isinstance(x, torch.Tensor) else x for name, x in point.items()}

    def run(shift: float) -> Recording:
        there = {**point, **{name: beside_the_point(numbers, names, shift)[name] for name in names}}
        return _recording(tried(recorder, len(base.nodes), lambda again: watched(program, there, again)))

    for one in stale(base, run, held):
        constant = base.nodes.flags[one.constant] & Flag.CONSTANT
        row = one.row if constant else one.constant
        source, line = recorder.place_of(row) if row >= 0 else recorder.doubt or (-1, 0)
        what = f"{base.nodes.value[one.constant]:.6g}" if constant else f"what {base.ops[base.nodes.op[row]]} makes"
        message = f"{what} is held fixed here and moves with the inputs: no derivative follows it from here"
        recorder.note("left-graph", message, source=source, line=line, row=row)


def held(recording: Recording) -> NDArray[np.bool_]:
    """The rows that no derivative passes: constants, tensors from elsewhere, and those cut off without being asked."""
    nodes, ops = recording.nodes, recording.ops
    alone = (np.diff(nodes.start) == 0) & ((nodes.flags & Flag.INPUT) == 0)
    asked = np.isin(nodes.op, [i for i, op in enumerate(ops) if op in ASKED])
    cut: NDArray[np.bool_] = alone | (((nodes.flags & Flag.STOPPED) != 0) & ~asked)
    return cut


def _recording(recorder: Recorder) -> Recording:
    return Recording(recorder.nodes(), recorder.ops, (), recorder.outputs, straight=False)


def _inputs(
    program: Program, point: Point, recorder: Recorder, watch: Watch, leaves: dict[int, torch.Tensor]
) -> dict[str, Any]:
    return {spec.name: _input(spec, point[spec.name], recorder, watch, leaves) for spec in program.inputs}


def _input(spec: Any, value: Any, recorder: Recorder, watch: Watch, leaves: dict[int, torch.Tensor]) -> Any:
    """A leaf: of numbers, lists and arrays in float64, of a tensor in its own precision. The rest as it is."""
    like = spec.default if isinstance(spec.default, torch.Tensor) else None
    if isinstance(value, torch.Tensor):
        tensor = value.detach()
    elif like is not None:
        tensor = torch.as_tensor(value, dtype=like.dtype)
    elif spec.kind == "fixed":
        tensor = None
    else:
        tensor = torch.as_tensor(np.asarray(value, np.float64))
    if tensor is None or not tensor.is_floating_point():
        recorder.fixed(spec.name, value)
        return value if tensor is None or like is None else tensor
    leaf = tensor.clone().requires_grad_()
    number = as_number(leaf)
    row = recorder.input(spec.name, number)[0] if leaf.ndim == 0 else recorder.array_input(spec.name, number)
    leaves[row] = leaf
    watch.know(leaf, row)
    return leaf


def _below(trace: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames of the watch, through which every call of PyTorch goes: they are not at fault."""
    frames = []
    while trace is not None:
        frames.append(trace)
        trace = trace.tb_next
    kept = None
    for one in reversed(frames):
        if one.tb_frame.f_code is not Watch.__torch_function__.__code__:
            kept = TracebackType(kept, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return kept
