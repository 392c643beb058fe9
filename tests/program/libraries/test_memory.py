"""Who reads the memory of an array of values finds its plain numbers there, and that is noted with its line."""

from __future__ import annotations

import array
import base64
import binascii
import ctypes
import hashlib
import io
import pickle
import struct
import zlib

import numpy as np
import pytest

import adstudio

POINT = np.array([1.3, 2.1, 3.7])
ENGINES = ["dual", "tape", "jet", "finite_difference", "torch"]


def filed(x):
    file = io.BytesIO()
    file.write(x)
    return np.frombuffer(file.getvalue()).sum()


READERS = [
    lambda x: np.frombuffer(x.tobytes()).sum(),
    lambda x: np.ndarray((3,), buffer=x).sum(),
    lambda x: np.frombuffer(x).sum(),
    lambda x: sum(array.array("d", x.tobytes())),
    lambda x: sum(bytes(x)) + sum(bytearray(x)) + 0.5,
    lambda x: memoryview(x)[1] + x.data[2],
    lambda x: zlib.crc32(x) * 1.0 + binascii.crc32(x),
    lambda x: hashlib.md5(x).digest()[0] + hashlib.sha256(x.T).digest()[0] * 1.0,
    lambda x: base64.b64encode(x)[1] * 1.0,
    lambda x: struct.unpack("3d", x)[1],
    lambda x: b"".join([x])[0] * 1.0,
    lambda x: int.from_bytes(x, "little") * 1e-50,
    lambda x: pickle.loads(x.dumps()).sum(),
    lambda x: x.view(np.int64)[0] * 1.0 + x.view(dtype="u1")[3],
    lambda x: (x * 1j).view(float).sum(),
    lambda x: x.byteswap()[0],
    lambda x: x.getfield(np.int32).sum() * 1.0,
    lambda x: x.ctypes.data_as(ctypes.POINTER(ctypes.c_double))[1],
    lambda x: (ctypes.c_double * 3).from_buffer_copy(x)[1],
    lambda x: np.frombuffer(bytes(x[::2])).sum(),
    lambda x: np.frombuffer(np.outer(x, x).T.tobytes("A")).sum(),
    lambda x: np.ndarray((2,), buffer=np.array([x[0], 1.0])).sum(),
    lambda x: np.frombuffer(np.linspace(x[0], x[1], 4)).sum(),
    lambda x: np.frombuffer(np.atleast_1d(x[0])).sum(),
    lambda x: np.frombuffer(np.vectorize(lambda t: t * t)([x[0], 2.0])).sum(),
    lambda x: np.frombuffer(np.linalg.eigh(np.diag(x))[0]).sum(),
    filed,
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("program", READERS)
def test_memory_holds_the_plain_numbers(program, engine):
    trace = adstudio.trace(program, {"x": POINT}, engine=engine)
    assert trace.value == pytest.approx(float(program(POINT)), rel=1e-15)
    lines = {note.line for note in trace.header.notes if note.kind == "left-graph"}
    assert lines <= {program.__code__.co_firstlineno, program.__code__.co_firstlineno + 2}
    assert len(lines) == 1


def remembered(x):
    known = {x.tobytes(): x[0] * x[1]}
    return known[x.tobytes()]


def test_what_did_not_leave_keeps_its_derivative(tmp_path):
    trace = adstudio.trace(remembered, {"x": POINT})
    assert trace.gradient["x"] == pytest.approx([2.1, 1.3, 0.0])
    path = tmp_path / "numbers"

    def in_a_file(x):
        x.tofile(path)
        return np.fromfile(path).sum() * x[2]

    trace = adstudio.trace(in_a_file, {"x": POINT})
    assert trace.value == in_a_file(POINT)
    assert trace.gradient["x"] == pytest.approx([0.0, 0.0, 7.1])


@pytest.mark.parametrize(
    "program",
    [
        lambda x: x.view().sum() + x.view(np.ndarray).prod() + x.view(float)[0] + x.view(type=np.ndarray)[1],
        lambda x: np.lib.stride_tricks.sliding_window_view(x, 2).sum() + np.frombuffer(np.zeros(3)).sum(),
        lambda x: x[0] * len(np.zeros(3).tobytes()) + x[1] * memoryview(np.ones(2))[0],
    ],
)
def test_what_reads_no_value_is_no_matter(program):
    trace = adstudio.trace(program, {"x": POINT})
    assert trace.header.notes == ()
    assert trace.value == pytest.approx(program(POINT), rel=1e-15)
    assert np.any(trace.gradient["x"])


def written_by_view(x):
    y = x * 2
    y.view(np.int64)[0] = 5
    return y.sum()


def written_by_memoryview(x):
    y = x * 2
    memoryview(y)[0] = 9.0
    return y.sum()


def written_by_struct(x):
    y = np.zeros(3)
    struct.pack_into("d", y, 0, 5.0)
    return y.sum() * x[0]


def written_by_address(x):
    y = np.zeros(3)
    y.ctypes.data_as(ctypes.POINTER(ctypes.c_double))[1] = 5.0
    return y.sum() * x[0]


def written_by_file(x):
    y = np.zeros(3)
    io.BytesIO(bytes(range(48, 72))).readinto(y)
    return y.sum() * x[0]


def written_by_numpy(x):
    y = np.zeros(3)
    np.random.default_rng(0).random(out=y)
    return y.sum() * x[0]


def swapped_in_place(x):
    y = x * 2
    y.byteswap(inplace=True)
    return y.sum()


@pytest.mark.parametrize(
    "program",
    [
        written_by_view, written_by_memoryview, written_by_struct, written_by_address, written_by_file,
        written_by_numpy, swapped_in_place,
    ],
)  # fmt: skip
def test_what_is_written_into_memory_is_not_lost(program):
    trace = adstudio.trace(program, {"x": POINT})
    assert trace.value == program(POINT)
    first = program.__code__.co_firstlineno
    assert trace.header.notes or trace.gradient["x"][0] == pytest.approx(trace.value / 1.3)
    assert all(first < note.line <= first + 2 for note in trace.header.notes)


def test_memory_that_is_not_contiguous_is_refused_as_ever():
    with pytest.raises(ValueError, match="not C-contiguous"):
        hashlib.md5(POINT[::2])
    error = adstudio.trace(lambda x: hashlib.md5(x[::2]).digest()[0] * x[0], {"x": POINT}).header.error
    assert (error.type, error.message) == ("ValueError", "ndarray is not C-contiguous")


def test_memory_is_kept_as_long_as_the_array():
    def program(x):
        arrays = [np.ndarray((2,), buffer=np.array([x[0], 1.0 * k])) for k in range(50)]
        return sum(one.sum() for one in arrays)

    trace = adstudio.trace(program, {"x": POINT})
    assert trace.value == pytest.approx(program(POINT), rel=1e-14)


@pytest.mark.parametrize("how", [bytes, lambda x: x.tobytes(), lambda x: x.view(np.int64)])
def test_a_derivative_of_its_own_warns(how):
    with pytest.warns(adstudio.LeftGraph):
        assert adstudio.gradient(lambda x: x[0] + how(x)[0])(POINT).tolist() == [1.0, 0.0, 0.0]
