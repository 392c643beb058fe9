"""Numbers, names and variables as they are written: in Unicode for the screen, in LaTeX for a paper."""

from __future__ import annotations

import math
import re
from typing import Any, Literal

from msgspec import Struct

from adstudio.traces.model import SweepKind
from adstudio.traces.quantities import Quantity

MOST_BITS = 1024  # of a whole number that is written out: no float has more

Role = Literal["primal", "tangent", "adjoint", "higher_order", "number", "operator", "plain", "trouble"]
Accent = Literal["", "dot", "bar"]

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
COMBINING = {"": "", "dot": "\u0307", "bar": "\u0304"}
LATEX_ACCENT = {"": "v", "dot": r"\dot{v}", "bar": r"\bar{v}"}
ROLES: dict[SweepKind, Role] = {
    SweepKind.PRIMAL: "primal",
    SweepKind.TANGENT: "tangent",
    SweepKind.ADJOINT: "adjoint",
    SweepKind.TAYLOR: "higher_order",
    SweepKind.DIFFERENCE: "tangent",
}


class Token(Struct, frozen=True):
    """A piece of a formula, and what it is, so that a view can colour it."""

    text: str
    role: Role
    about: Quantity | None = None  # the number it stands for, if it stands for one


Line = tuple[Token, ...]


def text_of(line: Line) -> str:
    """The line without its colours."""
    return "".join(token.text for token in line)


def number(x: float, digits: int = 6) -> str:
    """`x` to so many significant digits, ASCII: 10.6931, -0.283662, 1e-8, NaN, ∞. From 17 on, all that it takes."""
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "∞" if x > 0 else "-∞"
    text = repr(float(x)) if digits >= 17 else format(x, f".{digits}g")
    mantissa, e, exponent = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa + (f"e{int(exponent)}" if e else "")


def decimal(x: float, decimals: int = 6) -> str:
    """`x` to six significant digits or six decimals, whichever is more: 10.693147, -0.283662, 0.00123457, 1e-8."""
    if not math.isfinite(x) or not 0.1 <= abs(x) < 1e6:
        return number(x, decimals)
    return format(x, f".{decimals}f").rstrip("0").rstrip(".")


def pretty_name(name: str) -> str:
    """A variable's name with its last digits as subscripts: x1 is x₁, w_12 is w₁₂, y[0] stays."""
    match = re.fullmatch(r"(.*[^\W\d_])_?(\d+)", name)
    return match[1] + match[2].translate(SUBSCRIPTS) if match else name


def escaped(text: str) -> str:
    """Plain text with everything that LaTeX would take for its own written out."""
    return re.sub(r"[\\{}$&#%_^~]", lambda found: _ESCAPES.get(found[0], "\\" + found[0]), text)


_ESCAPES = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


class Unicode:
    """Writes for the screen."""

    latex = False
    times, minus, dots, arrow, plus = " · ", "−", "…", " → ", " + "
    accumulate = " += "

    def variable(self, label: int, accent: Accent = "") -> str:
        """v₃, v̇₃, v̄₃."""
        return f"v{COMBINING[accent]}{str(label).translate(SUBSCRIPTS)}"

    def variables(self, labels: list[int]) -> list[str]:
        """v₃, v₄, …: many at once."""
        return [f"v{digits}" for digits in " ".join(map(str, labels)).translate(SUBSCRIPTS).split()]

    def name(self, name: str) -> str:
        """x₁."""
        return pretty_name(name)

    def number(self, x: float) -> str:
        """−0.283662: six digits, with the proper minus."""
        return decimal(x).replace("-", "−")

    def superscript(self, text: str) -> str:
        """² for a whole number, ^0.5 or ^v₂ for the rest."""
        whole = re.fullmatch(r"[-−]?\d+", text)
        return text.translate(SUPERSCRIPTS) if whole else "^" + (text if re.fullmatch(r"[\w.]+", text) else f"({text})")

    def quotient(self, above: str, below: str) -> str:
        """∂v₄/∂v₂."""
        return f"{above}/{below}"

    def partial(self, child: int, parent: int) -> str:
        """∂v₄/∂v₂."""
        return f"∂{self.variable(child)}/∂{self.variable(parent)}"

    def order(self, label: int) -> str:
        """v₄⁽ᵏ⁾/k!: the coefficient of order k."""
        return f"{self.variable(label)}⁽ᵏ⁾/k!"

    coefficient = "[tᵏ] "

    def norm(self, text: str) -> str:
        """‖v₄‖."""
        return f"‖{text}‖"


class Latex:
    """Writes for a paper."""

    latex = True
    times, minus, dots, arrow, plus = r" \cdot ", "-", r"\dots", r" \to ", " + "
    accumulate = r" \mathrel{+}= "

    def variable(self, label: int, accent: Accent = "") -> str:
        r"""v_{3}, \dot{v}_{3}, \bar{v}_{3}."""
        return f"{LATEX_ACCENT[accent]}_{{{label}}}"

    def variables(self, labels: list[int]) -> list[str]:
        r"""v_{3}, v_{4}, …: many at once."""
        return [self.variable(label) for label in labels]

    def name(self, name: str) -> str:
        r"""x_{1}, or \mathit{rate}."""
        match = re.fullmatch(r"(.*[^\W\d_])_?(\d+)", name)
        base, below = (match[1], match[2]) if match else (name, "")
        written = base if len(base) == 1 else rf"\mathit{{{escaped(base)}}}"
        return f"{written}_{{{below}}}" if below else written

    def number(self, x: float) -> str:
        r"""-0.283662, 10^{-8}, \mathrm{NaN}, \infty."""
        text = decimal(x).replace("∞", r"\infty").replace("NaN", r"\mathrm{NaN}")
        mantissa, e, exponent = text.partition("e")
        if not e or not exponent.lstrip("-").isdigit():
            return text
        return rf"{mantissa} \cdot 10^{{{exponent}}}" if mantissa != "1" else f"10^{{{exponent}}}"

    def superscript(self, text: str) -> str:
        """^{2}."""
        return f"^{{{text}}}"

    def quotient(self, above: str, below: str) -> str:
        r"""\frac{\partial v_{4}}{\partial v_{2}}."""
        return rf"\frac{{{above}}}{{{below}}}"

    def partial(self, child: int, parent: int) -> str:
        r"""\frac{\partial v_{4}}{\partial v_{2}}."""
        return rf"\frac{{\partial {self.variable(child)}}}{{\partial {self.variable(parent)}}}"

    def order(self, label: int) -> str:
        r"""\frac{v_{4}^{(k)}}{k!}."""
        return rf"\frac{{{self.variable(label)}^{{(k)}}}}{{k!}}"

    coefficient = r"[t^{k}]\, "

    def norm(self, text: str) -> str:
        r"""\lVert v_{4} \rVert."""
        return rf"\lVert {text} \rVert"


Script = Unicode | Latex


def counted(count: int, what: str) -> str:
    """As "1 node", "1,802 nodes"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def literal(value: Any) -> bool | int | float | str | None:
    """A value as JSON can have it: itself, or what it is as text."""
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        return f"a whole number of {value.bit_length()} bits"
    if isinstance(value, bool | int | float | str | None):
        return value
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001 - the user's own __repr__ may raise anything
        return f"a {type(value).__name__}, whose text can't be had: its __repr__ raised {type(error).__name__}"
