"""How each elementary operation is written: its expression, its partials and its words, one entry an operation.

Templates: $x $y $z are the arguments, $v the operation's own value, $* all arguments with commas between; $^y is y as
a superscript, $^-y is y − 1 as a superscript. LaTeX follows from the same template, see `latex_of`, unless an entry
has its own. An operation that is not here, or has another number of arguments, is written name(v₁, v₂).
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from msgspec import Struct

ARGUMENTS = "xyz"


class Notation(Struct, frozen=True, dict=True):
    """The templates of one operation."""

    expression: str  # "$x · $y"
    partials: tuple[str, ...] = ()  # one per argument, each a factor; "" where it is best given as a number
    words: str = ""  # "multiplies $x by $y", said of the node
    latex: str = ""  # of the expression; "" where `latex_of` does it justice

    @cached_property
    def arity(self) -> int:
        """How many arguments it is written for; −1 for any number."""
        used = [ARGUMENTS.index(name) + 1 for name in re.findall(r"\$\^?-?([xyz])", self.expression)]
        return -1 if "$*" in self.expression else max(used, default=0)

    def partial(self, place: int) -> str:
        """The template of the partial by argument number `place`, from 0; "" where there is none."""
        return self.partials[place] if place < len(self.partials) else ""


N = Notation

# fmt: off
NOTATION: dict[str, Notation] = {
    # arithmetic           expression        partials, one per argument            words                                LaTeX
    "add":           N("$x + $y",            ("1", "1"),                           "adds $x and $y"),
    "sub":           N("$x − $y",            ("1", "−1"),                          "subtracts $y from $x"),
    "mul":           N("$x · $y",            ("$y", "$x"),                         "multiplies $x by $y"),
    "div":           N("$x / $y",            ("1/$y", "−$v/$y"),                   "divides $x by $y",                  r"\frac{$x}{$y}"),
    "neg":           N("−$x",                ("−1",),                              "changes the sign of $x"),
    "pos":           N("+$x",                ("1",),                               "passes $x on"),
    "square":        N("$x²",                ("2 · $x",),                          "squares $x"),
    "powi":          N("$x$^y",              ("$y · $x$^-y",),                     "raises $x to the power $y"),
    "pow":           N("$x$^y",              ("$y · $x$^-y", "$v · ln $x"),        "raises $x to the power $y"),
    "fma":           N("$x · $y + $z",       ("$y", "$x", "1"),                    "multiplies $x by $y and adds $z"),
    "fsum":          N("fsum($*)",           (),                                   "adds up its arguments"),
    "hypot":         N("√($x² + $y²)",       ("$x/$v", "$y/$v"),                   "takes the length of ($x, $y)"),
    "identity":      N("$x",                 ("1",),                               "passes $x on"),
    "stop_gradient": N("stop $x",            ("0",),                               "passes $x on and stops its derivative"),
    # powers and logarithms
    "sqrt":          N("√$x",                ("1/(2 · $v)",),                      "takes the square root of $x"),
    "cbrt":          N("∛$x",                ("1/(3 · $v²)",),                     "takes the cube root of $x"),
    "exp":           N("exp $x",             ("$v",),                              "takes the exponential of $x",       r"e^{$x}"),
    "exp2":          N("exp₂ $x",            ("$v · ln 2",),                       "takes 2 to the power $x",           r"2^{$x}"),
    "expm1":         N("exp $x − 1",         ("exp $x",),                          "takes the exponential of $x, less 1", r"e^{$x} - 1"),
    "log":           N("ln $x",              ("1/$x",),                            "takes the logarithm of $x"),
    "log2":          N("log₂ $x",            ("1/($x · ln 2)",),                   "takes the base-2 logarithm of $x"),
    "log10":         N("log₁₀ $x",           ("1/($x · ln 10)",),                  "takes the base-10 logarithm of $x"),
    "log1p":         N("ln(1 + $x)",         ("1/(1 + $x)",),                      "takes the logarithm of 1 + $x"),
    # trigonometric and hyperbolic
    "sin":           N("sin $x",             ("cos $x",),                          "takes the sine of $x"),
    "cos":           N("cos $x",             ("−sin $x",),                         "takes the cosine of $x"),
    "tan":           N("tan $x",             ("(1 + $v²)",),                       "takes the tangent of $x"),
    "asin":          N("arcsin $x",          ("1/√(1 − $x²)",),                    "takes the inverse sine of $x"),
    "acos":          N("arccos $x",          ("−1/√(1 − $x²)",),                   "takes the inverse cosine of $x"),
    "atan":          N("arctan $x",          ("1/(1 + $x²)",),                     "takes the inverse tangent of $x"),
    "atan2":         N("atan2($x, $y)",      ("$y/($x² + $y²)", "−$x/($x² + $y²)"), "takes the angle of ($y, $x)"),
    "sinh":          N("sinh $x",            ("cosh $x",),                         "takes the hyperbolic sine of $x"),
    "cosh":          N("cosh $x",            ("sinh $x",),                         "takes the hyperbolic cosine of $x"),
    "tanh":          N("tanh $x",            ("(1 − $v²)",),                       "takes the hyperbolic tangent of $x"),
    "asinh":         N("arsinh $x",          ("1/√($x² + 1)",),                    "takes the inverse hyperbolic sine of $x"),
    "acosh":         N("arcosh $x",          ("1/√($x² − 1)",),                    "takes the inverse hyperbolic cosine of $x"),
    "atanh":         N("artanh $x",          ("1/(1 − $x²)",),                     "takes the inverse hyperbolic tangent of $x"),
    "degrees":       N("degrees $x",         ("180/π",),                           "turns $x from radians into degrees"),
    "radians":       N("radians $x",         ("π/180",),                           "turns $x from degrees into radians"),
    # special functions
    "erf":           N("erf $x",             ("2/√π · exp(−$x²)",),                "takes the error function of $x"),
    "erfc":          N("erfc $x",            ("−2/√π · exp(−$x²)",),               "takes the complementary error function of $x"),
    "probit":        N("probit $x",          ("√(2 · π) · exp(1/2 · $v²)",),          "takes the inverse of the normal distribution's probability of $x"),
    "gamma":         N("Γ($x)",              ("$v · ψ($x)",),                      "takes the gamma function of $x"),
    "lgamma":        N("ln|Γ($x)|",          ("ψ($x)",),                           "takes the logarithm of the gamma function of $x"),
    "digamma":       N("ψ($x)",              ("ψ′($x)",),                          "takes the digamma function of $x"),
    "polygamma":     N("polygamma($x, $y)",  ("", "polygamma($x + 1, $y)"),        "takes the polygamma function of order $x of $y"),
    # kinks and steps: which side holds is seen in the number
    "abs":           N("|$x|",               ("sign $x",),                         "takes the absolute value of $x"),
    "fabs":          N("|$x|",               ("sign $x",),                         "takes the absolute value of $x"),
    "sign":          N("sign $x",            ("0",),                               "takes the sign of $x"),
    "floor":         N("⌊$x⌋",               ("0",),                               "rounds $x down"),
    "ceil":          N("⌈$x⌉",               ("0",),                               "rounds $x up"),
    "trunc":         N("trunc $x",           ("0",),                               "rounds $x towards zero"),
    "round":         N("round $x",           ("0",),                               "rounds $x"),
    "round_to":      N("round($x, $y)",      ("0",),                               "rounds $x to $y digits"),
    "floordiv":      N("⌊$x / $y⌋",          ("0", "0"),                           "divides $x by $y and rounds down"),
    "mod":           N("$x mod $y",          ("1", "−⌊$x / $y⌋"),                  "takes $x modulo $y"),
    "fmod":          N("fmod($x, $y)",       ("1", "−trunc($x / $y)"),             "takes the remainder of $x by $y"),
    "remainder":     N("remainder($x, $y)",  ("1", "−round($x / $y)"),             "takes the remainder of $x nearest to a multiple of $y"),
    "copysign":      N("copysign($x, $y)",   ("sign $x · sign $y", "0"),           "gives $x the sign of $y"),
    "ldexp":         N("$x · exp₂ $y",       ("exp₂ $y",),                         "multiplies $x by 2 to the power $y", r"$x \cdot 2^{$y}"),
    "relu":          N("relu $x",            (),                                   "keeps $x where it is positive"),
    "max":           N("max($*)",            (),                                   "takes the largest of its arguments"),
    "min":           N("min($*)",            (),                                   "takes the smallest of its arguments"),
    "maximum":       N("max($*)",            (),                                   "takes the largest of its arguments"),
    "minimum":       N("min($*)",            (),                                   "takes the smallest of its arguments"),
}
# fmt: on

_PLACEHOLDER = re.compile(r"(\$\^-?[xyz]|\$[xyzv*])")
_IN_LATEX = {
    "ln",
    "log",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "arcsin",
    "arccos",
    "arctan",
    "max",
    "min",
    "exp",
}
# fmt: off
_SIGNS = {"·": r"\cdot ", "−": "-", "π": r"\pi ", "Γ": r"\Gamma ", "ψ": r"\psi ", "′": "'", "²": "^{2}",
          "⌊": r"\lfloor ", "⌋": r" \rfloor", "⌈": r"\lceil ", "⌉": r" \rceil", "₂": "_{2}", "₁₀": "_{10}"}
# fmt: on


@lru_cache(maxsize=1024)
def split(template: str) -> tuple[str, ...]:
    """Literal text and placeholders in turn: "$x · $y" is ("", "$x", " · ", "$y", "")."""
    return tuple(_PLACEHOLDER.split(template))


@lru_cache(maxsize=1024)
def latex_of(template: str) -> str:
    r"""The template as LaTeX, its placeholders kept: "√(1 − $x²)" is "\sqrt{1 - $x^{2}}"."""
    text = re.sub(r"(√|∛)(?:\(([^()]*)\)|(\$\w|π))", _root, template)
    text = re.sub(r"(?<![$\\A-Za-z])[A-Za-z][A-Za-z]+\d?", _named, text)
    for sign in sorted(_SIGNS, key=len, reverse=True):
        text = text.replace(sign, _SIGNS[sign])
    return re.sub(r" +", " ", text)


def _root(match: re.Match[str]) -> str:
    degree = "[3]" if match[1] == "∛" else ""
    return f"\\sqrt{degree}{{{match[2] or match[3]}}}"


def _named(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match[0] in _IN_LATEX else f"\\operatorname{{{match[0]}}}"
