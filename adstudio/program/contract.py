"""What an engine is. A plugin implements this; `adstudio.api` re-exports it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import pluggy
from msgspec import Struct, field

from adstudio.program.seeds import Seeds
from adstudio.traces.edits import Edit
from adstudio.traces.recorder import Recorder

if TYPE_CHECKING:
    from adstudio.program.program import Program

API_VERSION = 1
hookimpl = pluggy.HookimplMarker("adstudio")


class EngineSpec(Struct, frozen=True, kw_only=True):
    """What an engine says of itself, without being imported."""

    name: str  # "tape": as in `--engine tape`
    title: str  # "Reverse tape": as the window shows it
    engine: str  # "adstudio_tape.engine:TapeEngine": where the class is, imported only when it runs
    abilities: tuple[str, ...]
    # of "gradient", "jvp" (along any direction), "vjp" (from any cotangent), "taylor", "curve", "arrays", "nested",
    # "series" (of numbers only), "what_if" (it goes on from values and adjoints that a person puts in)
    summary: str = ""  # one sentence
    max_order: int | None = 1  # highest derivative order it can; None: any
    needs: tuple[str, ...] = ()  # modules that must be installed: ("torch",)
    install: str = ""  # what to do where one is missing: "pip install 'adstudio[torch]'"
    api_version: int = API_VERSION


class Request(Struct, frozen=True, kw_only=True):
    """What a person asks of an engine."""

    at: dict[str, Any] = field(default_factory=dict)  # the point, by input name; complete
    wrt: tuple[str, ...] = ()  # inputs to differentiate by; () is all of them
    order: int = 1  # derivatives up to this order
    output: int = -1  # which scalar of the flattened outputs a reverse sweep starts at; −1 is each in turn
    direction: dict[str, Any] | Seeds | None = None  # a tangent by input name; None is one sweep per input entry
    cotangent: tuple[float, ...] | Seeds | None = None  # a weight per scalar of the outputs, flat; None: see `output`
    edits: tuple[Edit, ...] = ()  # values and adjoints to go on with; only for an engine that can "what_if"
    subgradient: str = "torch"
    options: dict[str, Any] = field(default_factory=dict)  # of this engine: {"h": 1e-6, "method": "central"}


class Engine(Protocol):
    """An engine. Constructed without arguments, once a run."""

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        """Run the program at `request.at` and write nodes, outputs and sweeps to the recorder.

        An exception closes the trace with the error as its last word; what was recorded stays.
        """


class NestableEngine(Protocol):
    """An engine with the ability "nested": its derivatives can be taken anywhere, inside other derivatives too.

    The arguments may be numbers or values of any engine's levels; what is computed from them is made of the same.
    """

    def push(self, f: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
        """(f(primals), ∂f·tangents)."""

    def pull(self, f: Callable[..., Any], primals: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
        """(f(primals), ∂f/∂primal for each primal); f returns one number."""

    def series(self, f: Callable[[Any], Any], x: Any, order: int) -> list[Any]:
        """[f(x), f′(x), …, f⁽ᵒʳᵈᵉʳ⁾(x)]."""
