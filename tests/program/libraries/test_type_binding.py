"""What a program asks of a value's type is answered as of its number."""

from __future__ import annotations

import numpy as np
import pytest
from running import gradient, record

import adstudio


def classed(x=2.0):
    class Plain:
        kind = type(x)

    made = type("Made", (Plain,), {"twice": lambda self: 2})
    assert isinstance(made, type)
    assert type(made) is type
    assert type(type) is type
    assert issubclass(made, Plain)
    return x if made.kind is float and made().twice() == 2 else 0.0


class Phasor(complex):
    def turned(self):
        return self * 1j


def of_complex(x=2.0):
    class Own(complex):
        pass

    match complex(x, 1.0):
        case complex():
            return x * Own(1.0, 2.0).real * abs(Phasor(0.0, 1.0).turned())
    return 0.0


def derived(x=2.0):
    class Meta(type):
        def double(cls):
            return 2.0

    class Made(metaclass=Meta):
        pass

    assert isinstance(Made, Meta)
    assert issubclass(Meta, type)
    return x * Made.double() / 2.0


@pytest.mark.parametrize(
    "program",
    [
        lambda x=2.0: x if type(x) is float else 0.0 * x,
        lambda x=2.0: x if type(x) == float else 0.0 * x,  # noqa: E721
        lambda x=2.0: x if type(x).__name__ == "float" else 0.0 * x,
        lambda x=2.0: x if issubclass(type(x), float) else 0.0 * x,
        lambda x=2.0: x if type(x) in (int, float) else 0.0 * x,
        lambda x=2.0: {float: x}[type(x)],
        lambda x=2.0: x * type(x)(1.0),
        lambda x=2.0: x if type(x * 1j) is complex else 0.0 * x,
        lambda x=2.0: x if not hasattr(x, "item") else 0.0 * x,
        lambda x=2.0: x if not hasattr(x, "row") else 0.0 * x,
        lambda x=2.0: getattr(x, "real") * getattr(x, "sqrt", 1.0),  # noqa: B009
        lambda x=2.0: x if type(np.array([x])) is np.ndarray else 0.0 * x,
        lambda x=2.0: x if np.array([x]).dtype == np.float64 else 0.0 * x,
        lambda x=2.0: x if np.issubdtype(np.array([x]).dtype, np.floating) else 0.0 * x,
        lambda x=2.0: x if np.zeros(2).dtype.name == "float64" else 0.0 * x,
        lambda x=2.0: x * np.frombuffer(np.ones(2).tobytes())[0],
        classed,
        derived,
        of_complex,
    ],
)
def test_value_is_of_the_type_of_its_number(program):
    _, trace = record(program)
    assert gradient(trace) == {"x": [1.0]}


@pytest.mark.parametrize(
    "program",
    [
        lambda x=2.0: x.row,
        lambda x=2.0: x.primal,
        lambda x=2.0: x.recorder,
        lambda x=2.0: x.item(),
        lambda x=2.0: x.sqrt(),
        lambda x=2.0: getattr(x, "sqrt")(),  # noqa: B009
    ],
)
def test_what_a_number_has_not_is_an_error(program):
    with pytest.raises(AttributeError) as plainly:
        program()
    error = adstudio.trace(program).header.error
    assert (error.type, error.message) == ("AttributeError", str(plainly.value))


class Ladder:
    def __init__(self):
        self.level = 3.0
        self.row = 2.0


def test_own_attributes_of_such_names_are_the_programs():
    def climbed(x=2.0):
        ladder = Ladder()
        return x * ladder.level * ladder.row

    _, trace = record(climbed)
    assert gradient(trace) == {"x": [6.0]}
