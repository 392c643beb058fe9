"""PyTorch's own autograd, watched: what it computes backwards, node by node, in the order it computes it."""

from __future__ import annotations

from adstudio.api import EngineSpec, hookimpl


@hookimpl
def adstudio_engines() -> list[EngineSpec]:
    """The engine of this plugin. torch is imported only when it runs."""
    return [
        EngineSpec(
            name="torch",
            title="Torch",
            engine="adstudio_torch.engine:TorchEngine",
            abilities=("gradient", "vjp", "arrays", "series", "what_if"),
            max_order=1,
            summary="PyTorch's autograd on float64 tensors: the adjoints that its backward pass really computes",
            needs=("torch",),
            install="pip install 'adstudio[torch]'",
        )
    ]
