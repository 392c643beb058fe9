"""A torch function, watched: every call of PyTorch's Python interface is a node, with whole tensors as values."""

from __future__ import annotations

import sys
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from adstudio.api import SYMBOLS, TABLE, Flag, Recorder, tells
from adstudio_torch.backward import EdgeKey, edge_of

LEAVING = {  # a value becomes a plain number: how it is told
    "item": ".item()",
    "tolist": ".tolist()",
    "numpy": ".numpy()",
    "data": ".data",
    "tensor": "torch.tensor()",
    "__float__": "float()",
    "__int__": "int()",
    "__index__": "use as an index",
    "__complex__": "complex()",
    "__array__": "a numpy array",
}
NAMES = {  # PyTorch's name: the table's
    "truediv": "div",
    "divide": "div",
    "true_divide": "div",
    "subtract": "sub",
    "multiply": "mul",
    "negative": "neg",
    "positive": "pos",
    "absolute": "abs",
    "remainder": "mod",
    "floor_divide": "floordiv",
}
COMPARING = {"lt": "<", "le": "<=", "eq": "==", "ne": "!=", "ge": ">=", "gt": ">"}
ASKED = {"detach", "detach_", "data"}  # to stop there
TEXT = {"__repr__", "__format__"}
READING = {"__repr__", "__format__", "__bool__", "__len__", "__hash__"}  # nothing is made


class Watch(TorchFunctionMode):  # type: ignore[misc]  # torch's types are left out, see pyproject.toml
    """Records what runs while it is active. Tensors are known by their object, and kept alive.

    A tensor may change without a call that names it: through a view of it, or as the result of an
    `autograd.Function`. So it is compared with what is known of it whenever it is used.
    """

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder
        self.edges: dict[int, EdgeKey] = {}
        self.parameters: dict[int, torch.Tensor] = {}  # leaves that the program brought along, by row
        self._rows: dict[int, tuple[int, int]] = {}  # by id: row, and version of the tensor then
        self._known: dict[EdgeKey, int] = {}
        self._active: set[int] = set()  # rows whose values depend on a leaf, through the graph or not
        self._alive: list[torch.Tensor] = []
        self._compared: dict[int, tuple[str, float, int]] = {}  # rows of comparisons: symbol, margin, place

    def know(self, tensor: torch.Tensor, row: int) -> None:
        """`tensor` is node `row` from now on (an operation in place makes it another node)."""
        self._rows[id(tensor)] = row, tensor._version
        self._alive.append(tensor)
        edge = edge_of(tensor)
        if edge is not None:
            self.edges[row] = edge
            self._known[edge] = row
            self._active.add(row)

    def row(self, tensor: torch.Tensor) -> int:
        """The node of a tensor; one that came from outside, or changed unseen, becomes a node here."""
        known = self._rows.get(id(tensor))
        if known is not None and self._same(tensor, *known):
            return known[0]
        edge = edge_of(tensor)
        parents = self._behind(edge) if edge is not None and edge not in self._known else []
        if known is not None and not parents:
            parents = [known[0]]
        if known is None and edge in self._known:  # another object for the same tensor
            parents = [self._known[edge]]
        if parents:
            name = (
                tensor.grad_fn.name().rpartition("::")[2].partition("Backward")[0]
                if tensor.grad_fn is not None
                else "alias"
            )
        else:
            name = "parameter" if tensor.requires_grad else "constant"
        row = self._node(name, tensor, parents, self.recorder.locator.here(sys._getframe(1)))
        if tensor.requires_grad and not parents:
            self.parameters[row] = tensor
        return row

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """One call: run it, then record what came out."""
        keywords = kwargs or {}
        name = getattr(function, "__name__", str(function))
        if name == "__get__":  # an attribute: .T, .grad, .data
            name = getattr(getattr(function, "__self__", None), "__name__", name)
        given = [x for x in _flat((args, keywords)) if isinstance(x, torch.Tensor)]
        if _in_place(name, keywords):
            before = [self.row(x) for x in given]  # as they are before they change
            versions = [x._version for x in given]
            result = function(*args, **keywords)
            changed = [x for x, version in zip(given, versions, strict=True) if x._version != version]
        else:
            result, before, changed = function(*args, **keywords), [], []
        place = self.recorder.locator.here(sys._getframe(1))
        if name == "__bool__":
            self._decided(given[0], result, place)
        if name in TEXT and not tells(sys._getframe(1)) and self._rows.get(id(given[0]), (-1, 0))[0] in self._active:
            self.recorder.doubt = self.recorder.locator.line(place)
        if name in READING:
            return result
        if name in LEAVING:
            self._leaves(name, given, place)
        made = {id(x): x for x in [*_flat(result), *changed] if isinstance(x, torch.Tensor)}
        if name == "requires_grad_":
            self._becomes_leaf(list(made.values()))
        new = [x for x in made.values() if not self._is_known(x)]
        if new:
            op = name.strip("_")
            op = NAMES.get(op, op)
            rows = before or [self.row(x) for x in given]
            operands = self._operands(op, args, keywords, rows)
            for tensor in new:
                row = self._node(
                    f"torch.{op}" if operands is None and op in TABLE else op, tensor, operands or rows, place
                )
                if op in COMPARING and tensor.numel() == 1 and len(args) == 2:
                    self._compared[row] = COMPARING[op], _margin(*args), place
        return result

    def _decided(self, tensor: torch.Tensor, outcome: bool, place: int) -> None:
        """Write down which way the program went: by the comparison that the tensor came from, else by its truth."""
        truth = "bool", float(tensor.detach()), place
        symbol, margin, place = self._compared.get(self._rows.get(id(tensor), (-1, 0))[0], truth)
        self.recorder.branches.add(place, SYMBOLS.index(symbol), margin, outcome, self.recorder.count)

    def _operands(self, op: str, args: Any, keywords: dict[str, Any], rows: list[int]) -> list[int] | None:
        """The arguments of an operation of the table, literals among them; None where it is called otherwise."""
        primitive = TABLE.get(op)
        if primitive is None or keywords or primitive.many or len(args) != len(primitive.partials):
            return None
        if not all(isinstance(x, torch.Tensor | int | float) for x in args):
            return None
        left = iter(rows)
        return [next(left) if isinstance(x, torch.Tensor) else self.recorder.constant(x) for x in args]

    def _node(self, op: str, tensor: torch.Tensor, parents: list[int], place: int) -> int:
        """Record a tensor as it is now."""
        stopped = not tensor.requires_grad and tensor.is_floating_point() and any(p in self.edges for p in parents)
        unknown = [float("nan")] * len(parents)  # between tensors a partial is no number
        flags = int(Flag.STOPPED) if stopped else 0
        if stopped and op not in ASKED and torch.is_grad_enabled():
            self.recorder.doubt = self.recorder.locator.line(place)
        row = self.recorder.node(op, as_number(tensor), parents, unknown, place=place, flags=flags)
        if any(parent in self._active for parent in parents):
            self._active.add(row)
        if tensor.requires_grad and tensor.is_leaf:
            self.parameters[row] = tensor
        self.know(tensor, row)
        return row

    def _leaves(self, name: str, given: list[torch.Tensor], place: int) -> None:
        """Note that a value left the graph, if a derivative could have followed it."""
        for tensor in given[:1]:
            row = self.row(tensor) if tensor.requires_grad else self._rows.get(id(tensor), (-1, 0))[0]
            if row in self._active and tensor.is_floating_point():
                source, line = self.recorder.locator.line(place)
                message = f"{LEAVING[name]} takes a value out of the graph: no derivative follows it from here"
                self.recorder.note("left-graph", message, source=source, line=line, row=row)

    def _becomes_leaf(self, tensors: list[torch.Tensor]) -> None:
        for tensor in tensors:
            known = self._rows.get(id(tensor))
            if known is not None and tensor.requires_grad and known[0] not in self.edges:
                self.know(tensor, known[0])
                self.parameters[known[0]] = tensor

    def _same(self, tensor: torch.Tensor, row: int, version: int) -> bool:
        return tensor._version == version and edge_of(tensor) == self.edges.get(row)

    def _is_known(self, tensor: torch.Tensor) -> bool:
        known = self._rows.get(id(tensor))
        return known is not None and self._same(tensor, *known)

    def _behind(self, edge: EdgeKey) -> list[int]:
        """The nearest known rows that a derivative reaches from an edge that is not known itself."""
        found: dict[int, None] = {}
        met, waiting = {edge}, list(edge[0].next_functions)
        while waiting:
            following = waiting.pop()
            if following[0] is None or following in met:
                continue
            met.add(following)
            row = self._known.get(following)
            if row is None:
                waiting.extend(following[0].next_functions)
            else:
                found[row] = None
        return sorted(found)


def _margin(left: Any, right: Any) -> float:
    """By how much two numbers, or tensors of one, were told apart."""
    above, below = (float(x.detach()) if isinstance(x, torch.Tensor) else float(x) for x in (left, right))
    return above - below


def as_number(tensor: torch.Tensor) -> Any:
    """A float, or a numpy array of float64 (the recorder copies it); a complex number is two."""
    plain = tensor.detach()
    if plain.is_complex():
        plain = torch.view_as_real(plain.resolve_conj())
    return float(plain) if plain.ndim == 0 else plain.to(torch.float64).cpu().numpy()


def _in_place(name: str, keywords: dict[str, Any]) -> bool:
    """Whether a call may change its arguments: add_, __setitem__, __iadd__, …(out=…)."""
    trailing = name.endswith("_") and not name.endswith("__") and name != "requires_grad_"
    return trailing or name == "__setitem__" or name.startswith(("__i", "_foreach")) or "out" in keywords


def _flat(thing: Any) -> list[Any]:
    if isinstance(thing, dict):
        return [x for part in thing.values() for x in _flat(part)]
    if isinstance(thing, list | tuple):
        return [x for part in thing for x in _flat(part)]
    return [thing]
