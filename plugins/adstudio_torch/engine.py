"""The torch engine: a plain program on tensors beside the recorded floats, or a torch function as it is."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from types import CellType, CodeType, FunctionType, ModuleType, TracebackType
from typing import Any

import numpy as np
import torch

from adstudio.api import BadProgram, Cotangent, Program, Recorder, Recording, Request, SweepKind, cotangents, record
from adstudio_torch import bridge
from adstudio_torch.backward import edge_of, replaced, timed, write
from adstudio_torch.functions import Watch, as_number


class TorchEngine:
    """PyTorch's autograd."""

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        """A primal sweep, then PyTorch's own backward pass from every output, or from the cotangent asked for."""
        if request.subgradient != "torch":
            recorder.note(
                "engine", f"the subgradient convention {request.subgradient!r} is not used: PyTorch has its own"
            )
        if uses_torch(program):
            self._function(program, request, recorder)
        else:
            self._plain(program, request, recorder)

    def _plain(self, program: Program, request: Request, recorder: Recorder) -> None:
        tensors = bridge.Bridge(recorder.edits)
        recording = record(program, request.at, recorder, carry=tensors.carry)
        recorder.sweep(SweepKind.PRIMAL, [])
        edges = {row: edge for row, tensor in tensors.tensors.items() if (edge := edge_of(tensor)) is not None}
        leaves = {row: tensors.tensors[row] for port in recording.inputs for row in port.rows}
        leaves |= {row: tensor for row, tensor in tensors.tensors.items() if tensor.is_leaf and tensor.requires_grad}
        for number, start in enumerate(cotangents(recording, request), 1):
            pulled = [(tensors.tensors[row], weight) for row, weight in start.seed if row in tensors.tensors]
            pulled = [(tensor, weight) for tensor, weight in pulled if tensor.requires_grad]
            if not pulled:  # constants, or cut off by stop_gradient
                _seed_alone(recorder, len(recording.nodes), start)
                continue
            with replaced(tensors.tensors, recorder.edits, number):
                seen, seconds = timed(pulled, edges, leaves)
            write(recorder, recording.nodes, seen, start, seconds)

    def _function(self, program: Program, request: Request, recorder: Recorder) -> None:
        if recorder.edits:
            recorder.note("edit", "a torch function runs as it is: nothing was put in")
        leaves: dict[int, torch.Tensor] = {}
        watch = Watch(recorder)
        given = request.at
        keywords = {spec.name: self._input(spec, given[spec.name], recorder, watch, leaves) for spec in program.inputs}
        with watch, warnings.catch_warnings():
            # told by a note, with its line
            warnings.filterwarnings("ignore", message="Converting a tensor with requires_grad=True")
            warnings.filterwarnings("ignore", message="To copy construct from a tensor")
            try:
                result = program.call_with(keywords, recorder)
            except Exception as error:  # noqa: BLE001 - the border to the user's program; it goes on as it came
                raise error.with_traceback(_below(error.__traceback__)) from error.__cause__
        if not isinstance(result, torch.Tensor):
            raise BadProgram(
                f"{program.name} returned a {type(result).__name__}; a torch function must return a tensor"
            )
        output = watch.row(result)
        recorder.output(program.name, [output], shape=tuple(result.shape))
        recorder.sweep(SweepKind.PRIMAL, [])
        nodes = recorder.nodes()
        if result.numel() != 1:
            raise BadProgram(
                f"{program.name} returned a tensor of shape {tuple(result.shape)}; a backward pass starts at one number"
            )
        [start] = cotangents(Recording(nodes, recorder.ops, (), recorder.outputs, straight=False), request)
        if not result.requires_grad:
            recorder.note("left-graph", "the result does not depend on any input through the graph", row=output)
            _seed_alone(recorder, len(nodes), start)
            return
        seen, seconds = timed([(result.sum(), start.seed[0][1])], watch.edges, leaves | watch.parameters)
        write(recorder, nodes, seen, start, seconds)

    @staticmethod
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

    series = staticmethod(bridge.series)


def _seed_alone(recorder: Recorder, count: int, start: Cotangent) -> None:
    """The backward pass of outputs that depend on nothing: the seed stays where it is."""
    derivative = np.zeros(count)
    for row, weight in start.seed:
        derivative[row] += weight
    recorder.sweep(SweepKind.ADJOINT, derivative, rows=[], seed=start.seed, label=start.label)


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


def uses_torch(program: Program) -> bool:
    """Whether a function is made for tensors: it, or a function it calls, names torch or holds a tensor.

    One that names neither torch nor math or numpy is taken for what stands beside it in its module.
    """
    function: Any = program.function
    while not hasattr(function, "__code__") and hasattr(function, "func"):  # functools.partial
        if any(_of(thing, "torch") for thing in (*function.args, *function.keywords.values())):
            return True
        function = function.func
    function = getattr(function, "__func__", function)
    if any(_of(spec.default, "torch") for spec in program.inputs):
        return True
    if not hasattr(function, "__code__"):
        return _of(function, "torch")
    reached = list(_reached(function))
    if any(_of(thing, "torch") for thing in reached):
        return True
    if any(_of(thing, package) for thing in reached for package in ("math", "cmath", "numpy")):
        return False
    return any(_of(thing, "torch") for name, thing in function.__globals__.items() if not name.startswith("__"))


def _reached(function: FunctionType) -> Iterator[Any]:
    """What a function names, itself or through the functions it names."""
    met, waiting = {function}, [function]
    while waiting:
        current = waiting.pop()
        cells = [cell.cell_contents for cell in current.__closure__ or () if cell != CellType()]
        for thing in (*cells, *(_named(current.__code__, current.__globals__))):
            yield thing
            if isinstance(thing, FunctionType) and thing not in met and not _of(thing, "torch"):
                met.add(thing)
                waiting.append(thing)


def _named(code: CodeType, names: dict[str, Any]) -> Iterator[Any]:
    for name in code.co_names:
        if name in names:
            yield names[name]
        elif name in ("torch", "math", "cmath", "numpy"):  # imported within
            yield sys.modules.get(name)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _named(constant, names)


def _of(thing: Any, package: str) -> bool:
    """Whether a module, function, class or object is of a package; an object also by a base of its class."""
    if isinstance(thing, ModuleType):
        return thing.__name__.partition(".")[0] == package
    modules = [getattr(thing, "__module__", None), *(base.__module__ for base in type(thing).__mro__)]
    modules += [base.__module__ for base in thing.__mro__] if isinstance(thing, type) else []
    return any(isinstance(name, str) and name.partition(".")[0] == package for name in modules)
