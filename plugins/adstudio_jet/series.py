"""Taylor series through a graph of operations, by one recurrence for all of them.

Every rule of the table says v′ = Σ pᵢ·uᵢ′ with pᵢ = ∂v/∂uᵢ. Comparing coefficients of tᵏ⁻¹ gives

    k·v[k] = Σᵢ Σⱼ₌₁..ₖ j·uᵢ[j]·pᵢ[k−j]

(Griewank & Walther, Evaluating Derivatives, 2nd ed., §13.2). The partials pᵢ are series too: the rule is applied to
handles of v and u, which appends the operations it is made of to the same graph. They are *interned*: sin asks for
cos, cos asks for the sin that exists already, and the pair costs O(order²), not O(order³).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from operator import mul
from typing import Any

import numpy as np

from adstudio.api import Primitive, Value, deriving, fresh_level


class SeriesValue(Value):
    """A handle of a node of a series graph. Its primal is the coefficient of order 0."""

    __slots__ = ("graph", "index", "level")

    def __init__(self, primal: Any, graph: SeriesGraph, index: int) -> None:
        self.primal, self.graph, self.index, self.level = primal, graph, index, graph.level

    def apply(self, primitive: Primitive, arguments: tuple[Any, ...]) -> Any:
        """Append the operation, or find it where it stands already."""
        return self.graph.operation(primitive, arguments)


def settled(product: Any) -> bool:
    """Whether a product, or each entry of a vector of them, is a finite number; values of outer levels are let be."""
    if type(product) is float:
        return isfinite(product)
    return type(product) is not np.ndarray or bool(np.isfinite(product).all())


def times(partial: Any, slope: Any) -> Any:
    """Partial · slope, and 0 where the slope is: an infinite partial does not move what stands still.

    slope: a number, or a vector of one entry a direction.
    """
    product = partial * slope
    if settled(product):
        return product
    if type(product) is np.ndarray:
        return np.where((slope == 0.0) & ~np.isfinite(product), 0.0, product)
    return 0.0 if slope == 0.0 else product


@dataclass(slots=True)
class Operation:
    """One node: what it is made of, and what it costs to know its series."""

    handle: SeriesValue
    primitive: Primitive | None  # None: a variable
    arguments: tuple[Any, ...]  # handles of this graph, or numbers (values of outer levels are numbers here)
    partials: list[tuple[SeriesValue, Any]] = field(default_factory=list)  # (argument, its partial)
    wanted: int = 0  # the highest order asked for


class SeriesGraph:
    """Operations in the order they were appended: an argument is always before its result."""

    def __init__(self) -> None:
        self.level = fresh_level()
        self.nodes: list[Operation] = []
        self._interned: dict[tuple[Any, ...], SeriesValue] = {}

    def variable(self, primal: Any) -> SeriesValue:
        """A node that series start from."""
        return self._append(primal, None, ())

    def operation(self, primitive: Primitive, arguments: tuple[Any, ...], value: Any = None) -> SeriesValue:
        """A node by its operation. With a `value` (recorded elsewhere) it is a node of its own; else it is interned."""
        key = (primitive.name, *(self._key(x) for x in arguments))
        known = self._interned.get(key)
        if known is not None and value is None:
            return known
        if value is None:
            value = primitive.at(*(x.primal if self.owns(x) else x for x in arguments))
        handle = self._append(value, primitive, arguments)
        self._interned.setdefault(key, handle)
        return handle

    def owns(self, x: Any) -> bool:
        """Whether x is a handle of this graph."""
        return isinstance(x, SeriesValue) and x.graph is self

    def propagate(
        self, direction: Mapping[int, Any], order: int, results: Sequence[SeriesValue]
    ) -> list[list[Any] | None]:
        """Series up to `order` of all nodes that `results` need; coefficients u⁽ᵏ⁾/k! by node index.

        direction: the coefficient of order 1 of every variable that moves, by node index.
        """
        for result in results:
            self._want(result, order)
        series: list[list[Any] | None] = [None] * len(self.nodes)
        slopes: list[list[Any]] = [[] for _ in self.nodes]  # slopes[i][j − 1] = j·u[j]
        for i, node in enumerate(self.nodes):
            series[i] = [node.handle.primal]
        for k in range(1, order + 1):
            with deriving(k):
                self._advance(k, series, slopes, direction)
        return series

    def _advance(
        self, k: int, series: list[list[Any] | None], slopes: list[list[Any]], direction: Mapping[int, Any]
    ) -> None:
        """The coefficients of order k of all nodes that are wanted so far."""
        for i, node in enumerate(self.nodes):
            if node.wanted < k:
                continue
            coefficient = self._coefficient(node, k, series, slopes, direction)
            known = series[i]
            assert known is not None  # filled by propagate
            known.append(coefficient)
            slopes[i].append(k * coefficient)

    def _coefficient(
        self,
        node: Operation,
        k: int,
        series: list[list[Any] | None],
        slopes: list[list[Any]],
        direction: Mapping[int, Any],
    ) -> Any:
        if node.primitive is None:
            return direction.get(node.handle.index, 0.0) if k == 1 else 0.0
        total: Any = 0.0
        for argument, partial in node.partials:
            slope = slopes[argument.index]
            if not self.owns(partial):
                total = total + times(partial, slope[k - 1])
                continue
            coefficients = series[partial.index]
            assert coefficients is not None  # filled by propagate
            # k − 1 downwards to 0; `slope` has exactly k entries by now
            against = coefficients[k - 1 :: -1]
            term = sum(map(mul, slope, against))
            if not settled(term):
                term = sum(map(times, against, slope))
            total = total + term
        return total / k

    def _append(self, primal: Any, primitive: Primitive | None, arguments: tuple[Any, ...]) -> SeriesValue:
        handle = SeriesValue(primal, self, len(self.nodes))
        self.nodes.append(Operation(handle, primitive, arguments))
        return handle

    def _key(self, x: Any) -> Any:
        if self.owns(x):
            return ("node", x.index)
        return id(x) if isinstance(x, Value) else (type(x).__name__, x, str(x))

    def _want(self, handle: SeriesValue, order: int) -> None:
        """Make sure that `handle` is known up to `order`: its arguments as far, its partials one order less."""
        pending = [(handle, order)]
        while pending:
            handle, order = pending.pop()
            node = self.nodes[handle.index]
            if order <= node.wanted:
                continue
            if node.wanted == 0 and node.primitive is not None:
                with deriving():
                    node.partials = self._differentiate(node)
            node.wanted = order
            for argument, partial in node.partials:
                pending.append((argument, order))
                if self.owns(partial):
                    pending.append((partial, order - 1))

    def _differentiate(self, node: Operation) -> list[tuple[SeriesValue, Any]]:
        """The rule of each argument that moves, applied to handles: it appends what it is made of."""
        assert node.primitive is not None  # a variable has no rule
        partials = []
        for i, argument in enumerate(node.arguments):
            rule = node.primitive.partial(i) if self.owns(argument) else None
            if rule is not None:
                partials.append((argument, rule(node.handle, *node.arguments)))
        return partials
