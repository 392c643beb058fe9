"""A small language to find nodes: `op:log -line:4-9 value:>1e6`. Read into a query, answered in whole columns. No Qt.

Words are joined by "and"; a minus before one means "not"; quotes keep spaces together. A word without a key is looked
for in names, labels (v12), operations and the source text. See `KEYS` for the others.
"""

from __future__ import annotations

import fnmatch
import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.analysis.expressions import texts_of_spans
from adstudio.traces.model import Flag, SweepKind
from adstudio.workspace.expression import number

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

LONGEST = 500  # characters of a query
SYMBOLS = {"+": "add", "-": "sub", "−": "sub", "*": "mul", "·": "mul", "/": "div", "**": "pow", "^": "pow", "ln": "log"}
FLAGS = {
    "input": Flag.INPUT, "output": Flag.OUTPUT, "kink": Flag.KINK, "stopped": Flag.STOPPED, "nonfinite": Flag.NONFINITE,
}  # fmt: skip
COMPARISONS: dict[str, Callable[[Any, float], Any]] = {
    ">=": np.greater_equal, "<=": np.less_equal, "!=": np.not_equal, "==": np.equal, ">": np.greater, "<": np.less,
    "=": np.equal,
}  # fmt: skip
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
DIGITS = 6  # significant digits to which a number that is searched for must agree: as many as a card shows
KEYS = "op, line, value, adjoint, tangent, derivative, name, flag, in"


class BadQuery(ValueError):
    """A query that cannot be read: why, and from which character to which."""

    def __init__(self, message: str, start: int, stop: int) -> None:
        super().__init__(message)
        self.message, self.start, self.stop = message, start, stop


class Term(Struct, frozen=True):
    """One word of a query."""

    key: str  # "" for a word without a key
    text: str
    negated: bool
    start: int  # its place in the query
    stop: int


def parse(query: str) -> tuple[Term, ...]:
    """The terms of a query. Raises `BadQuery` for what has no meaning, before any trace is looked at."""
    if len(query) > LONGEST:
        raise BadQuery(f"a query has at most {LONGEST} characters", LONGEST, len(query))
    terms = []
    for start, stop in _words(query):
        word = query[start:stop]
        negated = word.startswith("-") and len(word) > 1
        body = word[1:] if negated else word
        if word == "-":
            raise BadQuery("say what there should not be after the minus", start, stop)
        found = re.match(r"([A-Za-z]+):", body)
        key = found[1].lower() if found else ""
        text = (body[found.end() :] if found else body).replace('"', "")
        if key and key not in TESTS:
            raise BadQuery(f"there is no {key}: to search by; there are {KEYS}", start, stop)
        if not text:
            raise BadQuery(f"{key}: needs something after the colon" if key else "the quotes are empty", start, stop)
        term = Term(key, text, negated, start, stop)
        CHECKS.get(key, _nothing)(term)
        terms.append(term)
    return tuple(terms)


def _words(query: str) -> list[tuple[int, int]]:
    """Where the words are; quotes hold a word together."""
    words, start, quoted = [], -1, -1
    for i, sign in enumerate(query):
        if sign == '"':
            quoted = i if quoted < 0 else -1
        if sign.isspace() and quoted < 0:
            if start >= 0:
                words.append((start, i))
            start = -1
        elif start < 0:
            start = i
    if quoted >= 0:
        raise BadQuery("the quote is not closed", quoted, len(query))
    return [*words, (start, len(query))] if start >= 0 else words


def find(trace: Trace, terms: tuple[Term, ...]) -> Ints:
    """The rows that every term holds of, ascending; constants are never among them. No term finds nothing.

    Raises `BadQuery` where the trace has no sweep to search in. A trace of a million nodes takes some milliseconds.
    """
    if not terms:
        return np.empty(0, np.int64)
    found: Mask = (trace.nodes.flags & Flag.CONSTANT) == 0
    for term in terms:
        holds = TESTS[term.key](trace, term)
        found &= ~holds if term.negated else holds
    return np.flatnonzero(found)


# ---------------------------------------------------------------- checks that need no trace


def _nothing(term: Term) -> None:
    """Any text will do."""


def _check_line(term: Term) -> None:
    _lines(term)


def _lines(term: Term) -> tuple[int, int]:
    """line:4, line:4-9: first and last."""
    found = re.fullmatch(r"(\d{1,9})(?:[-–](\d{1,9}))?", term.text)
    if found is None:
        raise BadQuery("a line is a number, or two: line:4 or line:4-9", term.start, term.stop)
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise BadQuery(f"lines {first} to {last} are none; the smaller one comes first", term.start, term.stop)
    return first, last


def _check_number(term: Term) -> None:
    _condition(term)


def _condition(term: Term) -> Callable[[Any], Any]:
    """nan, inf, finite, >1e6, 0.5: a test of a whole column."""
    word = term.text.lower()
    if word == "nan":
        return np.isnan
    if word in ("inf", "∞", "infinite"):
        return np.isinf
    if word == "finite":
        return np.isfinite
    sign = next((sign for sign in COMPARISONS if word.startswith(sign)), "")
    try:
        wanted = number(word[len(sign) :])
    except ValueError as error:
        raise BadQuery(f"{term.key}: {error}", term.start + len(term.key) + 1 + term.negated, term.stop) from None
    if sign in ("", "=", "==") and math.isfinite(wanted) and wanted != 0:
        near = 0.5000001 * 10.0 ** (math.floor(math.log10(abs(wanted))) - DIGITS + 1)
        return lambda column: np.abs(column - wanted) <= near
    return lambda column: COMPARISONS[sign or "=="](column, wanted)


def _check_flag(term: Term) -> None:
    if term.text.lower() not in FLAGS:
        raise BadQuery(f"there is no flag {term.text}; there are {', '.join(FLAGS)}", term.start, term.stop)


CHECKS: dict[str, Callable[[Term], None]] = {
    "line": _check_line, "value": _check_number, "adjoint": _check_number, "tangent": _check_number,
    "derivative": _check_number, "flag": _check_flag,
}  # fmt: skip


# ---------------------------------------------------------------- tests of a whole trace


def _table(texts: Sequence[str], index: NDArray[Any], holds: Callable[[str], bool]) -> Mask:
    """(N,) of an index into a table of texts, −1 for none: which rows have a text that holds."""
    good = np.zeros(len(texts) + 1, bool)  # the last is that of −1
    good[:-1] = [holds(text) for text in texts]
    found: Mask = good[index]
    return found


def _matcher(text: str) -> Callable[[str], bool]:
    """Equal without regard to case, or as a pattern with * and ?."""
    pattern = text.lower()
    if any(sign in pattern for sign in "*?"):
        compiled = re.compile(fnmatch.translate(pattern.replace("[", "[[]")))
        return lambda other: compiled.fullmatch(other.lower()) is not None
    return lambda other: other.lower() == pattern


def _word(trace: Trace, term: Term) -> Mask:
    nodes, header, text = trace.nodes, trace.header, term.text.lower()

    def holds(other: str) -> bool:
        return text in other.lower()

    found = _table(header.names, nodes.name, holds) | _table(header.ops, nodes.op, holds)
    found |= _table(texts_of_spans(trace), nodes.span, holds)
    label = re.fullmatch(r"v(\d+)", text.translate(SUBSCRIPTS))
    if label:
        found |= trace.labels == int(label[1])
    return found | _ports(trace, holds)


def _ports(trace: Trace, holds: Callable[[str], bool]) -> Mask:
    found = np.zeros(len(trace), bool)
    for port in (*trace.header.inputs, *trace.header.outputs):
        for row in port.rows:
            if holds(trace.formulas.port(row)) or holds(port.name):
                found[row] = True
    return found


def _op(trace: Trace, term: Term) -> Mask:
    holds = _matcher(SYMBOLS.get(term.text, term.text))
    return _table(trace.header.ops, trace.nodes.op, holds)


def _line(trace: Trace, term: Term) -> Mask:
    first, last = _lines(term)
    good = np.zeros(len(trace.spans) + 1, bool)
    good[:-1] = (trace.spans.line <= last) & (trace.spans.end_line >= first)
    found: Mask = good[trace.nodes.span]
    return found


def _value(trace: Trace, term: Term) -> Mask:
    found: Mask = _condition(term)(trace.nodes.value)
    return found


def _of_sweeps(*kinds: SweepKind) -> Callable[[Trace, Term], Mask]:
    def test(trace: Trace, term: Term) -> Mask:
        condition = _condition(term)
        sweeps = [sweep for sweep in trace.sweeps if sweep.kind in kinds]
        if not sweeps:
            raise BadQuery(f"this trace has no {' or '.join(kinds)} sweep to search in", term.start, term.stop)
        found = np.zeros(len(trace), bool)
        for sweep in sweeps:
            column = sweep.derivative
            found |= condition(column[:, min(1, column.shape[1] - 1)] if column.ndim == 2 else column)
        return found

    return test


def _name(trace: Trace, term: Term) -> Mask:
    holds = _matcher(term.text)
    return _table(trace.header.names, trace.nodes.name, holds) | _ports(trace, holds)


def _flag(trace: Trace, term: Term) -> Mask:
    found: Mask = (trace.nodes.flags & FLAGS[term.text.lower()]) != 0
    return found


def _in(trace: Trace, term: Term) -> Mask:
    """In a call of a function, or in what it calls."""
    holds = _matcher(term.text)
    scopes = trace.scopes
    own = _table(trace.header.names, scopes.function, holds)
    inside = own.tolist()
    for scope, parent in enumerate(scopes.parent.tolist()):  # callers come first
        if parent >= 0 and inside[parent]:
            inside[scope] = True
    found: Mask = np.array(inside, bool)[trace.nodes.scope]
    return found


TESTS: dict[str, Callable[[Trace, Term], Mask]] = {
    "": _word, "op": _op, "line": _line, "value": _value, "name": _name, "flag": _flag, "in": _in,
    "adjoint": _of_sweeps(SweepKind.ADJOINT),
    "tangent": _of_sweeps(SweepKind.TANGENT),
    "derivative": _of_sweeps(SweepKind.TANGENT, SweepKind.ADJOINT, SweepKind.TAYLOR, SweepKind.DIFFERENCE),
}  # fmt: skip
