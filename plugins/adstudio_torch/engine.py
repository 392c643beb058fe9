"""The torch engine: a plain program on tensors beside the recorded floats, or a torch function as it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from adstudio.api import BadProgram, Cotangent, Program, Recorder, Recording, Request, SweepKind, cotangents, record
from adstudio_torch import bridge
from adstudio_torch.backward import edge_of, replaced, timed, write
from adstudio_torch.watched import note_stale, watched


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
        ran = watched(program, request.at, recorder)
        if recorder.doubt is not None:
            note_stale(program, request.at, recorder)
        result, output = ran.result, recorder.outputs[0].rows[0]
        recorder.sweep(SweepKind.PRIMAL, [])
        nodes = recorder.nodes()
        if result.numel() != 1:
            raise BadProgram(
                f"{program.name} returned a tensor of shape {tuple(result.shape)}; a backward pass starts at one number"
            )
        [start] = cotangents(Recording(nodes, recorder.ops, (), recorder.outputs, straight=False), request)
        if not result.requires_grad:
            if not recorder.left_graph:
                recorder.note("left-graph", "the result does not depend on any input through the graph", row=output)
            _seed_alone(recorder, len(nodes), start)
            return
        seen, seconds = timed([(result.sum(), start.seed[0][1])], ran.watch.edges, ran.leaves | ran.watch.parameters)
        write(recorder, nodes, seen, start, seconds)

    series = staticmethod(bridge.series)


def _seed_alone(recorder: Recorder, count: int, start: Cotangent) -> None:
    """The backward pass of outputs that depend on nothing: the seed stays where it is."""
    derivative = np.zeros(count)
    for row, weight in start.seed:
        derivative[row] += weight
    recorder.sweep(SweepKind.ADJOINT, derivative, rows=[], seed=start.seed, label=start.label)


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
