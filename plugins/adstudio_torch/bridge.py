"""A plain program on tensors: each operation of the table is done twice, on the recorded float and by PyTorch.

The float keeps the node numbering that all engines share; the tensor builds PyTorch's own graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from adstudio.api import EditKind, Edits, Primitive, RecordedValue, Value, fresh_level
from adstudio_torch.operations import LITERAL, OPERATIONS


class Bridge:
    """The tensors of one run, by row."""

    def __init__(self, edits: Edits) -> None:
        self.level = fresh_level()
        self.edits = edits
        self.tensors: dict[int, torch.Tensor] = {}

    def carry(self, ground: RecordedValue) -> TensorValue:
        """An input as a leaf of PyTorch's graph."""
        leaf = torch.tensor(float(ground.primal), dtype=torch.float64, requires_grad=True)
        return self.value(ground, leaf)

    def value(self, ground: Any, tensor: torch.Tensor) -> TensorValue:
        """A recorded value with its tensor."""
        self.tensors[ground.row] = tensor
        return TensorValue(ground, tensor, self)


class TensorValue(Value):
    """A recorded value beside the tensor that PyTorch has for it."""

    __slots__ = ("bridge", "level", "tensor")

    def __init__(self, primal: Any, tensor: torch.Tensor, bridge: Bridge) -> None:
        self.primal, self.tensor, self.bridge, self.level = primal, tensor, bridge, bridge.level

    def apply(self, primitive: Primitive, arguments: tuple[Any, ...]) -> Any:
        """The operation on the recorded values, then by PyTorch on their tensors."""
        ground = primitive.at(*(x.primal if isinstance(x, TensorValue) else x for x in arguments))
        keep = primitive.name in LITERAL
        tensors = [x.tensor if isinstance(x, TensorValue) else x if keep else _tensor(x) for x in arguments]
        edited = self.bridge.edits.done.get(ground.row)
        if edited is not None and edited.kind is EditKind.SET:
            leaf = torch.tensor(
                edited.value, dtype=torch.float64, requires_grad=True
            )  # it has an adjoint, no arguments
            return self.bridge.value(ground, leaf)
        found = OPERATIONS[primitive.name](*tensors)
        return self.bridge.value(ground, found if edited is None else found + edited.shift)


def _tensor(number: Any) -> torch.Tensor:
    return torch.tensor(float(number), dtype=torch.float64)


class AutogradValue(Value):
    """A tensor alone, for derivatives of derivatives: its primal is the tensor."""

    __slots__ = ("level",)

    def __init__(self, primal: torch.Tensor, level: int) -> None:
        self.primal, self.level = primal, level

    def apply(self, primitive: Primitive, arguments: tuple[Any, ...]) -> Any:
        """The operation by PyTorch."""
        keep = primitive.name in LITERAL
        tensors = [x.primal if isinstance(x, AutogradValue) else x if keep else _tensor(x) for x in arguments]
        return AutogradValue(OPERATIONS[primitive.name](*tensors), self.level)


def series(f: Callable[[Any], Any], x: float, order: int) -> list[float]:
    """[f(x), f′(x), …] by `torch.autograd.grad` of itself; the graph grows with every order."""
    leaf = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    result = f(AutogradValue(leaf, fresh_level()))
    if not isinstance(result, AutogradValue):
        return [float(result), *[0.0] * order]
    tensor = result.primal
    derivatives = [tensor.item()]
    for _ in range(order):
        found = (
            torch.autograd.grad(tensor, leaf, create_graph=True, allow_unused=True)[0] if tensor.requires_grad else None
        )
        tensor = torch.zeros((), dtype=torch.float64) if found is None else found
        derivatives.append(tensor.item())
    return derivatives
