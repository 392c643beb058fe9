"""PyTorch's backward pass, watched by hooks: which node ran when, what came in, what it passed on.

A post-hook of a backward node sees the summed adjoint of its output and the contribution to each of its inputs. An
input is known by its gradient edge (backward node, output number); `id` is no identity, so the nodes are kept alive.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from adstudio.api import BadProgram, Cotangent, Edits, Nodes, Recorder, SweepKind

EdgeKey = tuple[Any, int]
Pulled = Sequence[tuple[Any, float]]  # (output tensor, its weight)


@dataclass(slots=True)
class Seen:
    """What one backward pass showed."""

    order: list[int] = field(default_factory=list)  # rows, as their adjoints were complete
    adjoint: dict[int, torch.Tensor] = field(default_factory=dict)
    contribution: dict[tuple[int, int], list[Any]] = field(default_factory=dict)  # by (child, parent), in order


def edge_of(tensor: torch.Tensor) -> EdgeKey | None:
    """The gradient edge of a tensor; None where no derivative reaches it."""
    if not tensor.requires_grad:
        return None
    with torch.enable_grad():  # a leaf has no edge where gradients are switched off
        edge = torch.autograd.graph.get_gradient_edge(tensor)
    return edge.node, edge.output_nr


def watch(outputs: Pulled, edges: Mapping[int, EdgeKey], leaves: Mapping[int, torch.Tensor]) -> Seen:
    """Run the backward pass from scalar outputs, each with its weight.

    edges: the gradient edge of every row that has one. leaves: the rows to differentiate by.
    """
    seen, rows = Seen(), {}
    by_node: dict[Any, list[tuple[int, int]]] = {}
    for row, (node, number) in edges.items():
        rows[node, number] = row
        by_node.setdefault(node, []).append((number, row))
    own = {node: mine for node, mine in by_node.items() if all(row not in leaves for _, row in mine)}
    handles = [node.register_hook(_hook(seen, rows, node, mine)) for node, mine in own.items()]
    for node, owner in _between(own, by_node).items():
        handles.append(node.register_hook(_hook_between(seen, rows, node, owner)))
    try:
        found = torch.autograd.grad(
            [output for output, _ in outputs],
            list(leaves.values()),
            [torch.full_like(output, weight) for output, weight in outputs],
            retain_graph=True,
            allow_unused=True,
        )
    except RuntimeError as error:
        if _raised_by_torch(error):  # as of a value that was written over and is needed again
            raise BadProgram(f"PyTorch can't go backwards through this program: {error}") from error
        raise
    finally:
        for handle in handles:
            handle.remove()
    for row, gradient in zip(leaves, found, strict=True):
        if gradient is not None:
            seen.order.append(row)
            seen.adjoint[row] = gradient.detach()
    return seen


def _raised_by_torch(error: BaseException) -> bool:
    """Whether PyTorch itself raised it, and not the backward of the user's own `autograd.Function`."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0] == "torch"


def _between(own: Mapping[Any, list[tuple[int, int]]], known: Mapping[Any, Any]) -> dict[Any, int]:
    """The backward nodes that are no row's: one call may be several operations to PyTorch. Whose they are, by row."""
    owner: dict[Any, int] = {}
    for node, mine in own.items():
        waiting = [following for following, _ in node.next_functions]
        while waiting:
            inner = waiting.pop()
            if inner is None or inner in known or inner in owner:
                continue
            owner[inner] = mine[0][1]
            waiting.extend(following for following, _ in inner.next_functions)
    return owner


def _hook(seen: Seen, rows: Mapping[EdgeKey, int], node: Any, mine: list[tuple[int, int]]) -> Any:
    def after(inputs: tuple[Any, ...], outputs: tuple[Any, ...]) -> None:
        reached = [(number, row) for number, row in mine if outputs[number] is not None]
        for number, row in reached:
            seen.order.append(row)
            seen.adjoint[row] = outputs[number].detach()  # held, so PyTorch does not write into it
        if reached:  # several outputs of one operation pass on together: told of the first
            for edge, passed in zip(node.next_functions, inputs, strict=False):
                parent = rows.get(edge)
                if parent is not None and passed is not None:
                    seen.contribution.setdefault((reached[0][1], parent), []).append(size(passed))

    return after


def _hook_between(seen: Seen, rows: Mapping[EdgeKey, int], node: Any, owner: int) -> Any:
    def after(inputs: tuple[Any, ...], _outputs: tuple[Any, ...]) -> None:
        for edge, passed in zip(node.next_functions, inputs, strict=False):
            parent = rows.get(edge)
            if parent is not None and passed is not None:  # parts of one contribution: to be added before their norm
                seen.contribution.setdefault((owner, parent), []).append(passed.detach())

    return after


@contextmanager
def replaced(tensors: Mapping[int, torch.Tensor], edits: Edits, sweep: int) -> Iterator[None]:
    """While it holds, the adjoints that a person wants go on from their tensors, once what came in is summed."""

    def put_in(row: int, collected: torch.Tensor) -> torch.Tensor:
        return torch.full_like(collected, edits.adjoint(row, float(collected), sweep))

    handles = [
        tensors[row].register_hook(partial(put_in, row))
        for row in edits.adjoints
        if row in tensors and tensors[row].requires_grad
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def write(recorder: Recorder, nodes: Nodes, seen: Seen, start: Cotangent, seconds: float) -> None:
    """The pass as an adjoint sweep: adjoints by row, contributions by edge, in PyTorch's order."""
    derivative, array = np.zeros(len(nodes)), np.full(len(nodes), -1, np.int32)
    for row, adjoint in seen.adjoint.items():
        derivative[row], array[row] = scalar(recorder, adjoint)
    more: dict[str, Any] = {"array": array} if (array >= 0).any() else {}
    contribution = contributions(nodes, seen)
    if contribution is not None:
        more["contribution"] = contribution
    recorder.sweep(
        SweepKind.ADJOINT, derivative, rows=seen.order, seed=start.seed, label=start.label, seconds=seconds, **more
    )


def contributions(nodes: Nodes, seen: Seen) -> NDArray[np.float64] | None:
    """What each edge passed on, (E,), of arrays the norm; 0 where nothing was seen to pass."""
    if not seen.contribution:
        return None
    start, parent = nodes.start, nodes.parent
    found = np.zeros(len(parent))
    for (row, source), passed in seen.contribution.items():
        edges = [e for e in range(start[row], start[row + 1]) if parent[e] == source]
        if len(edges) == len(passed):
            found[edges] = [size(part) for part in passed]
        elif edges:  # PyTorch does not say which argument each part belongs to: all is told of the first
            parts = [part for part in passed if isinstance(part, torch.Tensor)]
            added = size(torch.stack([part.expand_as(parts[0]) for part in parts]).sum(0)) if parts else 0.0
            found[edges[0]] = added + sum(part for part in passed if not isinstance(part, torch.Tensor))
    return found


def size(passed: Any) -> float:
    """A number as it is, of an array the norm."""
    if not isinstance(passed, torch.Tensor):
        return float(passed)
    plain = passed.detach()
    if plain.ndim or plain.is_complex():
        return float(torch.linalg.vector_norm(plain))
    return float(plain)


def scalar(recorder: Recorder, tensor: torch.Tensor) -> tuple[float, int]:
    """A tensor as (value, −1), or as (norm, index of the array)."""
    plain = tensor.detach()
    if plain.is_complex():
        plain = torch.view_as_real(plain.resolve_conj())
    if plain.ndim == 0:
        return float(plain), -1
    return recorder.keep(plain.to(torch.float64).cpu().numpy())


def timed(outputs: Pulled, edges: Mapping[int, EdgeKey], leaves: Mapping[int, torch.Tensor]) -> tuple[Seen, float]:
    """`watch`, and how long it took."""
    began = time.perf_counter()
    seen = watch(outputs, edges, leaves)
    return seen, time.perf_counter() - began
