"""Record a scalar program with all that stepping needs, and sweep back: a chain, and a small scalar network."""

from __future__ import annotations

import math
import random
from typing import Any

from ratios import Row, compare, show

SAMPLES = 96


def chain(x: float = 1.0, y: float = 0.999, n: int = 100_000) -> float:
    """x·y + y, over and over."""
    for _ in range(n // 2):
        x = x * y
        x = x + y
    return x


def network(weights: list[float], tanh: Any = math.tanh) -> Any:
    """16 neurons of 16 inputs, twice, for 96 samples: about 100,000 operations."""
    total = 0.0
    for sample in range(SAMPLES):
        layer = [0.1 * (sample % 8 + i) for i in range(16)]
        at = 0
        for _ in range(2):
            out = []
            for _ in range(16):
                s = weights[at]
                at += 1
                for value in layer:
                    s = s + weights[at] * value
                    at += 1
                out.append(tanh(s))
            layer = out
        for value in layer:
            total = total + value * value
    return total


WEIGHTS = [random.Random(1).uniform(-0.5, 0.5) for _ in range(2 * 16 * 17)]
NETWORK_OPERATIONS = SAMPLES * (2 * 16 * (2 * 16 + 1) + 2 * 16)


def weighed(w: list[float]) -> float:
    from math import tanh

    return network(w, tanh)


def _ours(f: Any, at: dict[str, Any]) -> Any:
    from adstudio.host import running
    from adstudio.program.contract import Request
    from adstudio.program.loading import from_function

    program = from_function(f)
    return lambda: running.run(program, "tape", Request(at=at))


def _micrograd(build: Any) -> Any:
    """micrograd, its recursive sort replaced by an iterative one (it dies at about 1,000 operations)."""

    def run() -> Any:
        root, leaves = build()
        order, seen, stack = [], set(), [(root, iter(root._prev))]
        seen.add(root)
        while stack:
            node, children = stack[-1]
            child = next(children, None)
            if child is None:
                order.append(node)
                stack.pop()
            elif child not in seen:
                seen.add(child)
                stack.append((child, iter(child._prev)))
        root.grad = 1.0
        for node in reversed(order):
            node._backward()
        return [leaf.grad for leaf in leaves]

    return run


def _peers(n: int) -> tuple[dict[str, Any], dict[str, Any]]:
    import autograd
    import autograd.numpy as anp
    import torch
    from micrograd.engine import Value

    class Tanh(Value):
        pass

    def micrograd_tanh(x: Any) -> Any:
        t = math.tanh(x.data)
        out = Value(t, (x,), "tanh")

        def _backward() -> None:
            x.grad += (1 - t * t) * out.grad

        out._backward = _backward
        return out

    torch.set_num_threads(1)

    def torch_chain() -> Any:
        x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
        y = torch.tensor(0.999, dtype=torch.float64, requires_grad=True)
        return torch.autograd.grad(chain(x, y, n), [x, y])

    def torch_network() -> Any:
        w = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in WEIGHTS]
        return torch.autograd.grad(network(w, torch.tanh), w)

    def micrograd_chain() -> Any:
        x, y = Value(1.0), Value(0.999)
        return chain(x, y, n), [x, y]

    def micrograd_network() -> Any:
        w = [Value(v) for v in WEIGHTS]
        return network(w, micrograd_tanh), w

    hips_chain = autograd.grad(lambda xy: chain(xy[0], xy[1], n))
    hips_network = autograd.grad(lambda w: network(list(w), anp.tanh))
    chains = {
        "micrograd (iterative sort)": _micrograd(micrograd_chain),
        "torch eager": torch_chain,
        "HIPS autograd": lambda: hips_chain((1.0, 0.999)),
        "plain floats, no derivative": lambda: chain(1.0, 0.999, n),
    }
    networks = {
        "micrograd (iterative sort)": _micrograd(micrograd_network),
        "torch eager": torch_network,
        "HIPS autograd": lambda: hips_network(tuple(WEIGHTS)),
        "plain floats, no derivative": lambda: network(WEIGHTS),
    }
    return chains, networks


def main() -> None:
    for n, rounds in ((1_000, 15), (100_000, 5)):
        chains, networks = _peers(n)
        compare(
            f"record and sweep back a chain of {n:,} operations, per operation",
            _ours(chain, {"x": 1.0, "y": 0.999, "n": n}),
            chains,
            rounds=rounds,
            unit=n,
        )
    compare(
        f"the same for a scalar network of {NETWORK_OPERATIONS:,} operations, per operation",
        _ours(weighed, {"w": WEIGHTS}),
        networks,
        rounds=5,
        unit=NETWORK_OPERATIONS,
    )
    _million()


def _million() -> None:
    import time

    began = time.perf_counter()
    trace = _ours(chain, {"x": 1.0, "y": 0.999, "n": 1_000_000})()
    seconds = time.perf_counter() - began
    arrays = [getattr(trace.nodes, name) for name in trace.nodes.__struct_fields__]
    arrays += [array for sweep in trace.sweeps for array in (sweep.rows, sweep.derivative)]
    per_node = sum(array.nbytes for array in arrays) / len(trace)
    show(
        "a chain of 1,000,000 operations, per operation",
        [Row("AD Studio", seconds / 1e6, 1.0, f"{per_node:.0f} bytes a node")],
    )


if __name__ == "__main__":
    main()
