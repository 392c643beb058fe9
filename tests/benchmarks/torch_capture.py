"""Watching PyTorch: a tanh MLP 3×64 with summaries of every tensor, forward and backward, against PyTorch alone."""

from __future__ import annotations

from typing import Any

from ratios import compare

SOURCE = """
import torch
torch.manual_seed(0)
LAYERS = [torch.nn.Linear(8, 64, dtype=torch.float64), torch.nn.Linear(64, 64, dtype=torch.float64),
          torch.nn.Linear(64, 64, dtype=torch.float64), torch.nn.Linear(64, 1, dtype=torch.float64)]
X = {batch: torch.randn(batch, 8, dtype=torch.float64) for batch in (256, 8192)}

def loss(scale=1.0, batch: int = 256):
    h = X[batch] * scale
    for layer in LAYERS[:-1]:
        h = torch.tanh(layer(h))
    return (LAYERS[-1](h) ** 2).mean()
"""


def main() -> None:
    import torch

    from adstudio.host import running
    from adstudio.host.budgets import Budgets
    from adstudio.program.contract import Request
    from adstudio.program.loading import load

    torch.set_num_threads(1)
    program = load(SOURCE, "loss")
    loss = program.function
    for batch in (256, 8192):

        def eager(batch: int = batch) -> Any:
            scale = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
            parameters = [p for layer in loss.__globals__["LAYERS"] for p in layer.parameters()]
            return torch.autograd.grad(loss(scale, batch), [scale, *parameters])

        compare(
            f"tanh MLP 3×64, batch {batch}, forward and backward, every tensor summarised",
            lambda batch=batch: running.run(
                program, "torch", Request(at={"batch": batch}), budgets=Budgets(array_bytes=0)
            ),
            {"torch, not watched": eager},
            rounds=7,
        )


if __name__ == "__main__":
    main()
