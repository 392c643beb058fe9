"""A torch function, watched: every call of PyTorch's Python interface is a node, with whole tensors as values."""

from __future__ import annotations

import sys
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from adstudio.api import Recorder
from adstudio_torch.backward import EdgeKey, edge_of

LEAVING = {
    "item",
    "tolist",
    "numpy",
    "__float__",
    "__int__",
    "__index__",
    "__array__",
}  # a value becomes a plain number
QUESTIONS = {
    "__get__",
    "size",
    "dim",
    "__len__",
    "is_floating_point",
    "numel",
    "requires_grad_",
    "__repr__",
    "__format__",
}


class Watch(TorchFunctionMode):  # type: ignore[misc]  # torch's types are left out, see pyproject.toml
    """Records what runs while it is active. Tensors are known by their object, and kept alive."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder
        self.edges: dict[int, EdgeKey] = {}
        self.parameters: dict[int, torch.Tensor] = {}  # leaves that the program brought along, by row
        self._rows: dict[int, int] = {}
        self._alive: list[torch.Tensor] = []

    def know(self, tensor: torch.Tensor, row: int) -> None:
        """`tensor` is node `row` from now on (an operation in place makes it another node)."""
        self._rows[id(tensor)] = row
        self._alive.append(tensor)
        edge = edge_of(tensor)
        if edge is not None:
            self.edges[row] = edge

    def row(self, tensor: torch.Tensor) -> int:
        """The node of a tensor; one that came from outside becomes a node here."""
        known = self._rows.get(id(tensor))
        if known is not None:
            return known
        name = "parameter" if tensor.requires_grad else "constant"
        row = self.recorder.node(name, as_number(tensor))
        if tensor.requires_grad and tensor.is_leaf:
            self.parameters[row] = tensor
        self.know(tensor, row)
        return row

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """One call: run it, then record what came out."""
        result = function(*args, **(kwargs or {}))
        name = getattr(function, "__name__", str(function))
        if name in QUESTIONS:
            return result
        frame = sys._getframe(1)
        given = [x for x in _flat((args, kwargs or {})) if isinstance(x, torch.Tensor)]
        made = [x for x in _flat(result) if isinstance(x, torch.Tensor)]
        place = self.recorder.locator.here(frame)
        if name in LEAVING and any(x.requires_grad for x in given):
            source, line = self.recorder.locator.line(place)
            message = f".{name.strip('_')}() takes a value out of the graph: no derivative follows it from here"
            self.recorder.note("left-graph", message, source=source, line=line, row=self.row(given[0]))
        parents = [self.row(x) for x in given] if made else []
        for tensor in made:
            if id(tensor) in self._rows and edge_of(tensor) == self.edges.get(self._rows[id(tensor)]):
                continue  # returned as it came in
            op = name.strip("_")
            self.know(
                tensor, self.recorder.node(op, as_number(tensor), parents, [float("nan")] * len(parents), place=place)
            )
        return result


def as_number(tensor: torch.Tensor) -> Any:
    """A float, or a numpy array of float64."""
    plain = tensor.detach()
    if plain.is_complex():
        plain = torch.view_as_real(plain)
    return float(plain) if plain.ndim == 0 else plain.to(torch.float64).cpu().numpy()


def _flat(thing: Any) -> list[Any]:
    if isinstance(thing, dict):
        return [x for part in thing.values() for x in _flat(part)]
    if isinstance(thing, list | tuple):
        return [x for part in thing for x in _flat(part)]
    return [thing]
