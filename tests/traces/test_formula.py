"""What nodes and steps are called, against the worked example, and every notation against mpmath."""

from __future__ import annotations

import math
import re

import mpmath
import numpy as np
import pytest
import worked_example
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from traces.replay import adjoint_sweep, random_trace, trace_of

from adstudio.primitives.table import TABLE
from adstudio.traces.formula import LATEX
from adstudio.traces.header import Port
from adstudio.traces.model import ArrayStore, Sweep, SweepKind, Trace
from adstudio.traces.notation import NOTATION, latex_of
from adstudio.traces.sentences import MOST_USES, sentence
from adstudio.traces.writing import decimal, number, pretty_name, text_of

EXAMPLE = worked_example.trace()
OPERATIONS = sorted({*TABLE, "relu"})  # relu is only a stranger's word


def written(index: int) -> list[str]:
    """The lines of a step of the worked example."""
    return EXAMPLE.formulas.step(EXAMPLE.timeline[index]).text.split("\n")


def single(op: str, arguments: list[float], value: float, *, literals: tuple[int, ...] = ()) -> Trace:
    """One operation on inputs, some of which are literals; a primal, a tangent and an adjoint sweep."""
    n = len(arguments)
    rows = [*([] for _ in arguments), [(i, math.nan if i in literals else 2.0) for i in range(n)]]
    free = [i for i in range(n + 1) if i not in literals]
    order = np.array(free, np.int32)
    sweeps = (
        Sweep(SweepKind.PRIMAL, order, np.empty(0)),
        Sweep(SweepKind.TANGENT, order, np.array([*[1.0] * n, 2.0]), ((free[0], 1.0),)),
        Sweep(SweepKind.ADJOINT, order[::-1].copy(), np.array([*[2.0] * n, 1.0]), ((n, 1.0),)),
    )
    trace = trace_of(rows, set(literals), [*arguments, value], sweeps)
    return replace(trace, header=replace_struct(trace.header, ops=("input", "constant", op)))


def replace_struct(header, **changes):  # type: ignore[no-untyped-def]
    """A header with some fields changed."""
    import msgspec

    return msgspec.structs.replace(header, **changes)


# -- the worked example -------------------------------------------------------------------------------------------------


def test_titles_and_expressions_of_the_worked_example() -> None:
    formulas = EXAMPLE.formulas
    assert [formulas.title(row) for row in range(7)] == [
        "v₁ = x₁", "v₂ = x₂", "v₃ = a", "v₄ = b", "v₅ = c", "v₆", "v₇ = f",
    ]  # fmt: skip
    assert [text_of(formulas.expression(row)) for row in range(7)] == [
        "x₁", "x₂", "ln v₁", "v₁ · v₂", "sin v₂", "v₃ + v₄", "v₆ − v₅",
    ]  # fmt: skip


def test_partials_of_the_worked_example() -> None:
    partials = [text_of(EXAMPLE.formulas.partial(edge)) for edge in range(8)]
    assert partials == ["1/v₁", "v₂", "v₁", "cos v₂", "1", "1", "1", "−1"]


def test_primal_step_in_symbols_and_numbers() -> None:
    assert written(3) == ["v₄ = v₁ · v₂", "2 · 5 = 10"]
    assert written(6) == ["v₇ = v₆ − v₅", "10.693147 − (−0.958924) = 11.652071"]


def test_tangent_step_in_symbols_and_numbers() -> None:
    assert written(10) == ["v̇₄ = v₂ · v̇₁ + v₁ · v̇₂", "5 · 1 + 2 · 0 = 5", "v̇₄: · → 5"]
    assert written(13) == ["v̇₇ = v̇₆ − v̇₅", "1 · 5.5 + (−1) · 0 = 5.5", "v̇₇: · → 5.5"]
    assert written(18) == ["v̇₅ = v̇₂ · cos v₂", "1 · 0.283662 = 0.283662", "v̇₅: · → 0.283662"]


def test_adjoint_step_in_symbols_numbers_and_change() -> None:
    assert written(28) == ["v̄₂ += v̄₄ · ∂v₄/∂v₂ = v̄₄ · v₁", "1 · 2 = 2", "v̄₂: −0.283662 → 1.716338"]
    assert written(23) == ["v̄₅ = v̄₇ · ∂v₇/∂v₅ = v̄₇ · (−1)", "1 · (−1) = −1", "v̄₅: · → −1"]


def test_seed_step_is_only_a_number() -> None:
    assert written(21) == ["v̄₇ = 1", "v̄₇: · → 1"]


def test_adjoint_step_in_latex() -> None:
    latex = EXAMPLE.formulas.step(EXAMPLE.timeline[28]).latex.split("\n")
    assert latex[1] == (
        r"\bar{v}_{2} \mathrel{+}= \bar{v}_{4} \cdot \frac{\partial v_{4}}{\partial v_{2}} = \bar{v}_{4} \cdot v_{1} \\"
    )
    assert latex[3] == r"\bar{v}_{2}: -0.283662 \to 1.716338"


def test_pieces_know_their_colour() -> None:
    symbols = EXAMPLE.formulas.step(EXAMPLE.timeline[28]).symbols
    assert [(t.text, t.role) for t in symbols if t.role != "operator"] == [
        ("v̄₂", "adjoint"), ("v̄₄", "adjoint"), ("∂v₄/∂v₂", "primal"), ("v̄₄", "adjoint"), ("v₁", "primal"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (0, "v₁ is the input x₁"),
        (3, "v₄ multiplies v₁ by v₂"),
        (6, "v₇ subtracts v₅ from v₆ and is the result f"),
        (7, "x₁ is the direction: its tangent is 1"),
        (8, "x₂ is held still: its tangent is 0"),
        (21, "f is where the sweep starts: its adjoint is 1"),
        (22, "v₆ feeds only v₇, so its adjoint is this one contribution"),
        (28, "x₂ feeds v₄ and v₅, so its adjoint adds up two contributions; 2 of 2 received"),
    ],
)
def test_sentences_of_the_worked_example(index: int, words: str) -> None:
    assert sentence(EXAMPLE, EXAMPLE.timeline[index]) == words


@pytest.mark.parametrize(
    ("parents", "seed", "words"),
    [
        (
            [0, 0],
            ((1, 1.0),),
            "v₁ feeds v₂ twice, so its adjoint adds up two contributions; 2 of 2 received, this one through the second argument of v₂",
        ),
        (
            [0],
            ((0, 1.0), (1, 1.0)),
            "v₁ feeds v₂ and is seeded, so its adjoint adds up two contributions; 2 of 2 received",
        ),
        ([], ((0, 1.0), (0, 2.0)), "v₁ is seeded twice, so its adjoint adds up two contributions; 2 of 2 received"),
    ],
)
def test_a_sentence_says_why_contributions_add_up(
    parents: list[int], seed: tuple[tuple[int, float], ...], words: str
) -> None:
    rows = [[], [(p, 1.0) for p in parents]]
    sweep = adjoint_sweep(rows, set(), [1, 0], seed)
    trace = trace_of(rows, set(), [1.0, 1.0], (sweep,))
    assert sentence(trace, [step for step in trace.timeline if step.row == 0][-1]) == words


def test_a_hub_is_not_listed_use_by_use() -> None:
    rows = [[], *([(0, 1.0)] for _ in range(1000))]
    sweep = adjoint_sweep(rows, set(), list(range(1000, -1, -1)), ((1000, 1.0),))
    trace = trace_of(rows, set(), [1.0] * 1001, (sweep,))
    words = sentence(trace, trace.timeline[5])
    assert words.startswith("v₁ feeds v₂, v₃ and 998 others, so its adjoint adds up 1,000 contributions; 5 of 1,000")


@pytest.mark.parametrize(
    ("children", "words"),
    [
        ([[0, 0], [0, 0], [0]], "v₁ feeds v₂ twice, v₃ twice and v₄, so its adjoint adds up five contributions"),
        ([[0, 0], [0], [0], [0]], "v₁ feeds v₂ twice, v₃ and 2 others, so its adjoint adds up five contributions"),
        ([[0]] + [[0, 0]] * 6, "v₁ feeds v₂, v₃ twice and 5 others, some more than once, so its adjoint adds up 13 co"),
        ([[0] * 13], "v₁ feeds v₂ 13 times, so its adjoint adds up 13 contributions"),
    ],
)
def test_nodes_are_counted_and_not_their_uses(children: list[list[int]], words: str) -> None:
    rows = [[], *([(parent, 1.0) for parent in parents] for parents in children)]
    last = len(children)
    sweep = adjoint_sweep(rows, set(), list(range(last, -1, -1)), tuple((row, 1.0) for row in range(1, last + 1)))
    trace = trace_of(rows, set(), [1.0] * len(rows), (sweep,))
    assert sentence(trace, [step for step in trace.timeline if step.row == 0][-1]).startswith(words)


def test_of_the_uses_of_a_large_hub_some_are_named() -> None:
    uses = MOST_USES + 1
    rows = [[], *([(0, 1.0)] for _ in range(uses))]
    sweep = adjoint_sweep(rows, set(), list(range(uses, -1, -1)), ((uses, 1.0),))
    trace = trace_of(rows, set(), [1.0] * len(rows), (sweep,))
    words = sentence(trace, trace.timeline[5])
    assert words.startswith("v₁ feeds v₂, v₃ and others after them, so its adjoint adds up 2,001 contributions")


# -- every operation ----------------------------------------------------------------------------------------------------

ENVIRONMENT = {
    name: getattr(mpmath, name)
    for name in (
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "sqrt",
        "cbrt",
        "exp",
        "sign",
        "pi",
        "erf",
        "erfc",
        "atan2",
    )
}
ENVIRONMENT |= {
    "ln": mpmath.log, "arcsin": mpmath.asin, "arccos": mpmath.acos, "arctan": mpmath.atan, "arsinh": mpmath.asinh,
    "arcosh": mpmath.acosh, "artanh": mpmath.atanh, "log2": lambda x: mpmath.log(x, 2), "log10": mpmath.log10,
    "exp2": lambda x: mpmath.mpf(2) ** x, "gamma": mpmath.gamma, "psi": mpmath.digamma, "stop": lambda x: x,
    "psi1": lambda x: mpmath.psi(1, x), "polygamma": mpmath.psi, "degrees": mpmath.degrees, "radians": mpmath.radians,
    "floor": mpmath.floor, "ceil": mpmath.ceil, "trunc": lambda x: mpmath.mpf(int(x)), "round": lambda x, n=0: mpmath.nint(x),
    "fmod": mpmath.fmod, "mod": mpmath.fmod, "remainder": lambda x, y: x - y * mpmath.nint(x / y),
    "copysign": lambda x, y: abs(x) * mpmath.sign(y), "abs": abs,
    "probit": lambda p: mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1),
}  # fmt: skip


def as_python(template: str) -> str:
    """A template of the table as a Python expression in x, y, z and v."""
    text = re.sub(r"\$\^-(\w)", r"**(\1 - 1)", template)
    text = re.sub(r"\$\^(\w)", r"**\1", text)
    text = re.sub(r"√π", "sqrt(pi)", text)
    text = re.sub(r"\|(.*)\|", r"(abs(\1))", text)
    for sign, spelled in {"log₁₀": "log10", "log₂": "log2", "exp₂": "exp2", "²": "**2", "·": "*", "−": "-", "π": "pi",
                          "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "√": "sqrt ", "∛": "cbrt ", "Γ": "gamma",
                          "ψ′": "psi1", "ψ": "psi"}.items():  # fmt: skip
        text = text.replace(sign, spelled)
    text = re.sub(r"\$x mod \$y", "mod(x, y)", text)
    text = re.sub(r"([a-z]\w+) (?:\$?(\w+))(?![\w(])", r"\1(\2)", text)
    return text.replace("$", "")


# x, y, z away from kinks, inside the domain of each operation
POINTS = {"acosh": (1.7,), "atan2": (0.6, -1.3), "polygamma": (2, 1.4), "ldexp": (0.7, 3), "powi": (0.7, 3), "mod": (7.3, 2.1),
          "fmod": (7.3, 2.1), "remainder": (7.3, 2.1), "floordiv": (7.3, 2.1), "fma": (0.6, 1.3, 0.4), "round_to": (0.7, 0)}  # fmt: skip
SUMMED = [op for op in OPERATIONS if "$*" not in NOTATION[op].expression and op not in ("relu", "stop_gradient")]


@pytest.mark.parametrize("op", SUMMED)
def test_each_partial_in_the_table_is_the_derivative_of_its_expression(op: str) -> None:
    """By mpmath at 50 digits, its numerical derivative of the expression as written."""
    notation = NOTATION[op]
    assert notation.partials
    point = [mpmath.mpf(x) for x in POINTS.get(op, (0.6, 1.3)[: notation.arity])]

    def at(template: str, *arguments: object, **more: object) -> object:
        return eval(as_python(template), ENVIRONMENT | dict(zip("xyz", arguments, strict=False)) | more)

    with mpmath.workdps(50):
        value = at(notation.expression, *point)
        for place, partial in enumerate(notation.partials):
            if not partial:
                continue

            def along(t: object, place: int = place) -> object:
                return at(notation.expression, *point[:place], t, *point[place + 1 :])

            expected = mpmath.diff(along, point[place], h=mpmath.mpf(10) ** -15)
            assert mpmath.almosteq(at(partial, *point, v=value), expected, rel_eps=1e-12, abs_eps=1e-12)


def test_every_operation_of_the_table_of_primitives_has_a_notation_and_words() -> None:
    assert set(OPERATIONS) == set(NOTATION)
    assert all(notation.words for notation in NOTATION.values())


@pytest.mark.parametrize("op", OPERATIONS)
def test_latex_of_every_operation_is_ascii_and_balanced(op: str) -> None:
    notation = NOTATION[op]
    for template in (notation.latex or latex_of(notation.expression), *map(latex_of, notation.partials)):
        assert template.isascii()
        assert template.count("{") == template.count("}")


@pytest.mark.parametrize(
    ("op", "arguments", "literals", "expression", "latex"),
    [
        ("square", [3.0], (), "v₁²", "v_{1}^{2}"),
        ("powi", [3.0, 2.0], (1,), "v₁²", "v_{1}^{2}"),
        ("powi", [3.0, -12.0], (1,), "v₁⁻¹²", "v_{1}^{-12}"),
        ("pow", [3.0, 0.5], (1,), "v₁^0.5", "v_{1}^{0.5}"),
        ("pow", [3.0, 0.5], (), "v₁^v₂", "v_{1}^{v_{2}}"),
        ("pow", [-2.0, 3.0], (0,), "(−2)^v₁", "(-2)^{v_{1}}"),
        ("sqrt", [3.0], (), "√v₁", r"\sqrt{v_{1}}"),
        ("abs", [3.0], (), "|v₁|", "|v_{1}|"),
        ("div", [3.0, 2.0], (), "v₁ / v₂", r"\frac{v_{1}}{v_{2}}"),
        ("max", [3.0, 2.0, 1.0], (), "max(v₁, v₂, v₃)", r"\max(v_{1}, v_{2}, v_{3})"),
        ("mul", [-2.0, 5.0], (0,), "−2 · v₁", r"-2 \cdot v_{1}"),
        ("sub", [2.0, -5.0], (1,), "v₁ − (−5)", "v_{1} - (-5)"),
        ("sin", [1e-8], (0,), "sin 1e−8", r"\sin 10^{-8}"),
        ("my_op", [2.0, 5.0], (), "my_op(v₁, v₂)", r"\operatorname{my\_op}(v_{1}, v_{2})"),
        ("$x{", [2.0], (), "$x{(v₁)", r"\operatorname{\$x\{}(v_{1})"),
        ("sin", [2.0, 5.0], (), "sin(v₁, v₂)", r"\operatorname{sin}(v_{1}, v_{2})"),
        ("log1p", [2.0], (), "ln(1 + v₁)", r"\ln(1 + v_{1})"),
        ("asinh", [2.0], (), "arsinh v₁", r"\operatorname{arsinh} v_{1}"),
    ],
)
def test_expressions(op: str, arguments: list[float], literals: tuple[int, ...], expression: str, latex: str) -> None:
    formulas = single(op, arguments, 1.0, literals=literals).formulas
    assert text_of(formulas.expression(len(arguments))) == expression
    assert text_of(formulas.expression(len(arguments), LATEX)) == latex


def test_slope_of_a_square_has_no_power_one() -> None:
    formulas = single("powi", [3.0, 2.0], 9.0, literals=(1,)).formulas
    assert text_of(formulas.partial(0)) == "2 · v₁"
    assert text_of(single("powi", [3.0, 4.0], 81.0, literals=(1,)).formulas.partial(0)) == "4 · v₁³"


def test_a_partial_that_is_a_sum_has_brackets_only_in_a_product() -> None:
    trace = single("tanh", [3.0], 1.0)
    assert text_of(trace.formulas.partial(0)) == "1 − v₂²"
    assert trace.formulas.step(trace.timeline[5]).text.split("\n")[0].endswith("= v̄₂ · (1 − v₂²)")


def test_an_unknown_operation_shows_its_partial_as_a_symbol_and_a_number() -> None:
    trace = single("myop", [3.0, 4.0], 1.0)
    steps = [trace.formulas.step(step).text.split("\n") for step in trace.timeline]
    assert steps[2] == ["v₃ = myop(v₁, v₂)", "myop(3, 4) = 1"]
    assert steps[5][0] == "v̇₃ = ∂v₃/∂v₁ · v̇₁ + ∂v₃/∂v₂ · v̇₂"
    assert steps[7][:2] == ["v̄₁ = v̄₃ · ∂v₃/∂v₁", "1 · 2 = 2"]
    assert sentence(trace, trace.timeline[2]) == "v₃ is myop(v₁, v₂)"


def test_an_operation_of_a_thousand_arguments_stays_short() -> None:
    trace = single("fsum", [1.0] * 1000, 1000.0)
    for step in trace.timeline[999:2005]:
        assert len(trace.formulas.step(step).text) < 300
    assert text_of(trace.formulas.expression(1000)).endswith("v₈, …)")


def test_numbers_of_an_array_are_its_norm_and_not_a_sum() -> None:
    trace = single("mul", [3.0, 4.0], 7.0)
    nodes = replace(trace.nodes, array=np.array([-1, -1, 0], np.int32))
    trace = replace(
        trace, nodes=nodes, arrays=ArrayStore(((2,),), ("float64",), np.zeros((1, 6)), (np.zeros(2),), (True,))
    )
    assert trace.formulas.step(trace.timeline[2]).text == "v₃ = v₁ · v₂\n‖v₃‖ = 7"


def test_a_number_that_is_not_finite_is_trouble() -> None:
    trace = single("log", [0.0], -math.inf)
    assert trace.formulas.step(trace.timeline[1]).numbers[-1].role == "trouble"


def test_what_the_engine_observed_is_said_where_it_differs() -> None:
    trace = single("mul", [3.0, 4.0], 12.0)
    adjoint = replace(trace.sweeps[2], contribution=np.array([2.0, 2.5]))
    trace = replace(trace, sweeps=(*trace.sweeps[:2], adjoint))
    assert text_of(trace.formulas.step(trace.timeline[7]).numbers) == "1 · 2 = 2"
    nearly = replace(trace, sweeps=(*trace.sweeps[:2], replace(adjoint, contribution=np.array([2.0, 2.0 + 1e-15]))))
    assert text_of(nearly.formulas.step(nearly.timeline[8]).numbers) == "1 · 2 = 2"
    assert text_of(trace.formulas.step(trace.timeline[8]).numbers) == "2.5, as the engine observed it"


@pytest.mark.parametrize(
    ("method", "symbols"),
    [
        ("forward", "Δv₇/Δx₁ = (v₇(x₁ + h) − v₇(x₁))/h"),
        ("central", "Δv₇/Δx₁ = (v₇(x₁ + h) − v₇(x₁ − h))/2h"),
        ("complex step", "Δv₇/Δx₁ = Im v₇(x₁ + ih)/h"),
        ("Richardson", "Δv₇/Δx₁ = (4 D(h/2) − D(h))/3"),
    ],
)
def test_difference_quotients(method: str, symbols: str) -> None:
    every = np.arange(7, dtype=np.int32)
    sweep = Sweep(SweepKind.DIFFERENCE, every, np.ones(7) * 5.5, ((0, 1.0),), parameters={"h": 1e-8}, method=method)
    trace = replace(EXAMPLE, sweeps=(sweep,))
    formula = trace.formulas.step(trace.timeline[6])
    assert text_of(formula.symbols) == symbols
    assert text_of(formula.numbers) == "5.5, h = 1e−8"


def test_taylor_step_takes_a_coefficient_of_the_series() -> None:
    series = np.array([[1.0, 2.0, -0.5]] * 7)
    trace = replace(EXAMPLE, sweeps=(Sweep(SweepKind.TAYLOR, np.arange(7, dtype=np.int32), series, ((0, 1.0),)),))
    formula = trace.formulas.step(trace.timeline[3])
    assert formula.text == "v₄⁽ᵏ⁾/k! = [tᵏ] v₁(t) · v₂(t)\n1, 2, −0.5"
    assert trace.timeline[3].after == 2.0


def test_an_array_input_names_its_entries() -> None:
    trace = replace(EXAMPLE, header=replace_struct(EXAMPLE.header, inputs=(Port(name="x", rows=(0, 1), shape=(2, 1)),)))
    assert [trace.formulas.title(row) for row in (0, 1)] == ["v₁ = x[0, 0]", "v₂ = x[1, 0]"]


@given(st.builds(random_trace, st.integers(0, 2**32), st.integers(1, 24)))
def test_every_step_of_any_trace_has_text_latex_and_a_sentence(trace: Trace) -> None:
    for step in trace.timeline:
        formula = trace.formulas.step(step)
        assert all(formula.text.split("\n"))
        assert formula.latex.isascii()
        assert formula.latex.count("{") == formula.latex.count("}")
        words = sentence(trace, step)
        assert words
        assert not words.endswith(".")


# -- numbers and names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "six", "all_digits"),
    [
        (2.0, "2", "2"),
        (0.1, "0.1", "0.1"),
        (1.7163378145367738, "1.71634", "1.7163378145367738"),
        (1e-8, "1e-8", "1e-8"),
        (-1.5e300, "-1.5e300", "-1.5e300"),
        (123456789.0, "1.23457e8", "123456789"),
        (-0.0, "-0", "-0"),
        (math.nan, "NaN", "NaN"),
        (math.inf, "∞", "∞"),
        (-math.inf, "-∞", "-∞"),
    ],
)
def test_numbers(x: float, six: str, all_digits: str) -> None:
    assert (number(x), number(x, 17)) == (six, all_digits)


@given(st.floats())
def test_numbers_are_short_and_seventeen_digits_come_back(x: float) -> None:
    assert len(number(x)) < 15
    assert len(decimal(x)) < 15
    if math.isfinite(x):
        assert float(number(x, 17)) == x
        assert float(decimal(x)) == pytest.approx(x, rel=5e-6)


@pytest.mark.parametrize(
    ("name", "pretty", "latex"),
    [
        ("x1", "x₁", "x_{1}"),
        ("w_12", "w₁₂", "w_{12}"),
        ("rate", "rate", r"\mathit{rate}"),
        ("a_b", "a_b", r"\mathit{a\_b}"),
    ],
)
def test_last_digits_of_a_name_are_subscripts(name: str, pretty: str, latex: str) -> None:
    assert pretty_name(name) == pretty
    assert LATEX.name(name) == latex
