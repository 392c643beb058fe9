"""Six hundred expressions: on values each is what it is on plain numbers, or fails with the same words."""

from __future__ import annotations

import array
import ast
import bisect
import cmath
import collections
import copy
import datetime as dt
import decimal
import fractions
import functools
import heapq
import io
import itertools
import json
import math
import numbers
import operator
import pickle
import pprint
import random
import re
import statistics
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from expressions import EVERY

import adstudio

LIBRARIES = {
    thing.__name__.split(".")[-1]: thing
    for thing in (
        *(ast, array, bisect, cmath, collections, copy, decimal, fractions, functools, heapq, io, itertools, json),
        *(math, numbers, operator, pickle, pprint, random, re, statistics, struct),
    )
} | {"np": np, "dt": dt}
POINT = (2.3, 3.7)


def scalars(expression: str) -> Callable[..., Any]:
    """Of two numbers of Python's."""
    names = dict(LIBRARIES)
    exec(compile(f"def f(x=2.3, y=3.7):\n    return {expression}\n", "<scalars>", "exec"), names)
    return names["f"]


def entries(expression: str) -> Callable[..., Any]:
    """Of two numbers of numpy's."""
    names = dict(LIBRARIES)
    text = f"def f(xs=np.array([2.3, 3.7])):\n    x, y = xs\n    return {expression}\n"
    exec(compile(text, "<entries>", "exec"), names)
    return names["f"]


def outcome(call: Callable[[], Any]) -> tuple[str, str, Any]:
    try:
        return "", "", call()
    except Exception as error:  # noqa: BLE001 - whichever it is
        return type(error).__name__, said(error), None


def said(error: Any) -> str:
    """The words of an error, without addresses of objects."""
    return re.sub(r"0x[0-9a-f]+", "…", getattr(error, "message", str(error)))


def parts(result: Any) -> Any:
    """A complex number as the two outputs that it is."""
    return [result.real, result.imag] if isinstance(result, complex) else result


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("program", [scalars, entries])
@pytest.mark.parametrize("expression", EVERY)
def test_value_is_what_the_number_is(expression: str, program: Callable[[str], Callable[..., Any]]) -> None:
    function = program(expression)
    kind, words, wanted = outcome(function)
    trace = adstudio.trace(function)
    error = trace.header.error
    if kind:
        assert error is not None, f"{kind}: {words}"
        assert (error.type, said(error)) == (kind, words)
    elif error is not None:  # it returns something else than numbers
        assert error.type == "BadProgram"
        assert not isinstance(wanted, numbers.Number), error.message
    else:
        np.testing.assert_allclose(np.asarray(trace.value, float), np.asarray(parts(wanted), float), rtol=1e-12)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("expression", EVERY)
def test_derivative_as_a_function_fails_where_the_number_does(expression: str) -> None:
    function, of_array = scalars(expression), entries(expression)
    of_numbers: list[Callable[[], Any]] = [
        lambda: adstudio.derivative(function)(POINT[0]),
        lambda: adstudio.derivative(function, engine="jet")(POINT[0]),
        lambda: adstudio.gradient(function)(*POINT),
    ]
    for plain, calls in ((function, of_numbers), (of_array, [lambda: adstudio.gradient(of_array)(np.array(POINT))])):
        *wanted, number = outcome(plain)
        if number is None or (isinstance(number, numbers.Real) and not isinstance(number, bool)):
            assert [outcome(call)[:2] for call in calls] == [tuple(wanted)] * len(calls)
