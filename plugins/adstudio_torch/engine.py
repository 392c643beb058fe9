"""The torch engine: a plain program on tensors beside the recorded floats, or a torch function as it is."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import torch

from adstudio.api import Program, Recorder, Request, SweepKind, record
from adstudio_torch import bridge
from adstudio_torch.backward import edge_of, timed, write
from adstudio_torch.functions import Watch


class TorchEngine:
    """PyTorch's autograd."""

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        """A primal sweep, then PyTorch's own backward pass from every scalar output, or from `request.output` alone."""
        if request.subgradient != "torch":
            recorder.note(
                "engine", f"the subgradient convention {request.subgradient!r} is not used: PyTorch has its own"
            )
        if uses_torch(program):
            self._function(program, request, recorder)
        else:
            self._plain(program, request, recorder)

    def _plain(self, program: Program, request: Request, recorder: Recorder) -> None:
        tensors = bridge.Bridge()
        recording = record(program, request.at, recorder, carry=tensors.carry)
        recorder.sweep(SweepKind.PRIMAL, [])
        edges = {row: edge for row, tensor in tensors.tensors.items() if (edge := edge_of(tensor)) is not None}
        leaves = {row: tensors.tensors[row] for port in recording.inputs for row in port.rows}
        wanted = recording.outputs if request.output < 0 else [recording.outputs[request.output]]
        for output in wanted:
            tensor = tensors.tensors.get(output)
            if tensor is None or not tensor.requires_grad:  # a constant, or cut off by stop_gradient
                seed = 1.0 if tensor is not None else 0.0
                recorder.sweep(SweepKind.ADJOINT, np.zeros(len(recording.nodes)), rows=[], seed=[(output, seed)])
                continue
            seen, seconds = timed(tensor, edges, leaves)
            write(recorder, recording.nodes, seen, output, f"seeded at {recording.label_of(output)}", seconds)

    def _function(self, program: Program, request: Request, recorder: Recorder) -> None:
        leaves: dict[int, torch.Tensor] = {}
        watch = Watch(recorder)
        keywords = {name: self._input(name, value, recorder, watch, leaves) for name, value in request.at.items()}
        with watch:
            result = program.call_with(keywords, recorder)
        if not isinstance(result, torch.Tensor):
            raise TypeError(f"{program.name} returned a {type(result).__name__}; a torch function must return a tensor")
        output = watch.row(result)
        recorder.output(program.name, [output], shape=tuple(result.shape))
        recorder.sweep(SweepKind.PRIMAL, [])
        nodes = recorder.nodes()
        if not result.requires_grad:
            recorder.note("left-graph", "the result does not depend on any input through the graph", row=output)
            return
        if result.numel() != 1:
            raise ValueError(
                f"{program.name} returned a tensor of shape {tuple(result.shape)}; a backward pass starts at one number"
            )
        seen, seconds = timed(result.sum(), watch.edges, leaves | watch.parameters)
        write(recorder, nodes, seen, output, f"seeded at {program.name}", seconds)

    @staticmethod
    def _input(name: str, value: Any, recorder: Recorder, watch: Watch, leaves: dict[int, torch.Tensor]) -> Any:
        """A float64 leaf for numbers, lists and arrays of them, and tensors; anything else as it is."""
        if isinstance(value, bool | int | str | None) or callable(value):
            recorder.fixed(name, value)
            return value
        tensor = value.detach() if isinstance(value, torch.Tensor) else torch.as_tensor(np.asarray(value, np.float64))
        leaf = tensor.to(torch.float64).clone().requires_grad_()
        row = (
            recorder.input(name, leaf.item())[0]
            if leaf.ndim == 0
            else recorder.array_input(name, leaf.detach().numpy())
        )
        leaves[row] = leaf
        watch.know(leaf, row)
        return leaf

    series = staticmethod(bridge.series)


def uses_torch(program: Program) -> bool:
    """Whether the function, or what it was written beside, is made for tensors."""
    function = program.function
    while not hasattr(function, "__globals__") and hasattr(function, "func"):  # functools.partial
        function = function.func
    names = getattr(function, "__globals__", {})
    return any(_of_torch(thing) for name, thing in names.items() if not name.startswith("__"))


def _of_torch(thing: Any) -> bool:
    name = (
        thing.__name__
        if isinstance(thing, ModuleType)
        else getattr(thing, "__module__", None) or type(thing).__module__
    )
    return isinstance(name, str) and name.partition(".")[0] == "torch"
