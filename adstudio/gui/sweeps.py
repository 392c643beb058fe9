"""How the kinds of sweeps look and are called, everywhere in the window."""

from __future__ import annotations

from adstudio.traces.model import SweepKind

TOKENS = {
    SweepKind.PRIMAL: "primal",
    SweepKind.TANGENT: "tangent",
    SweepKind.ADJOINT: "adjoint",
    SweepKind.TAYLOR: "higher_order",
    SweepKind.DIFFERENCE: "tangent",
}
TITLES = {
    SweepKind.PRIMAL: "forward pass",
    SweepKind.TANGENT: "tangent pass",
    SweepKind.ADJOINT: "backward pass",
    SweepKind.TAYLOR: "Taylor pass",
    SweepKind.DIFFERENCE: "differences",
}
ENGINE_TOKENS = {"dual": "tangent", "tape": "adjoint", "jet": "higher_order", "finite_difference": "primal"}


def engine_token(name: str) -> str:
    """The colour of an engine's dot; a stranger's is neutral."""
    return ENGINE_TOKENS.get(name, "text_secondary")


def band_title(kind: SweepKind, label: str) -> str:
    """What a band of the timeline is called: "forward pass", "tangent pass ∂/∂x1", "tangent pass along (0.6, 0.8)"."""
    return f"{TITLES[kind]} {label}" if label.startswith(("∂", "along", "seeded with")) else TITLES[kind]
