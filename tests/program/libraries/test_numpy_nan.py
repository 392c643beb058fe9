"""What numpy orders and chooses among numbers of which one is NaN: on values as on plain numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

import adstudio

ENGINES = ["dual", "tape", "jet", "finite_difference", "torch"]
POINTS = [[1.0, math.nan, 3.0, 0.5], [math.nan, math.nan, -0.0, 0.0], [1.0, 2.0, 3.0, 0.5], [1.0, 2.0, 2.0, 1.0]]
NAN = math.nan

EXPRESSIONS = """
np.argmax(x)*1.0
np.argmin(x)*1.0
np.argmin(list(x),keepdims=True)*1.0
np.argmax(x.reshape(2,2),axis=0)*1.0
x.argmax()*1.0
x.argmin()*1.0
np.nanargmax(x[2:])*1.0
np.sort(x)
np.sort(x)[::-1]
np.sort(x,kind="stable")
np.sort(list(x))
np.sort(x.reshape(2,2),axis=0)
np.sort(x.reshape(2,2),axis=None)
np.sort_complex(x).real
x[np.argsort(x)]
np.argsort(-x)*1.0
np.argsort(list(x))*1.0
np.argsort(x.reshape(2,2),axis=0)*1.0
x.argsort()*1.0
(lambda y: (y.sort(), y)[1])(x*1.0)
(lambda y: (y[::2].sort(), y)[1])(x*1.0)
(lambda y: (y.partition(1), y)[1])(x*1.0)
np.lexsort((x,))*1.0
np.lexsort((x,np.array([1,0,1,0])))*1.0
np.partition(x,1)
np.partition(x.reshape(2,2),0,axis=0)
np.argpartition(x,1)*1.0
x.argpartition(2)*1.0
np.searchsorted([0.0,1.0,2.0],x)*1.0
np.searchsorted(np.sort(x),2.0)*1.0
np.sort(x).searchsorted([2.0,NAN])*1.0
np.unique(x)
np.unique(list(x))
np.unique(x.reshape(2,2))
np.unique(np.concatenate([x,x]),return_counts=True)[0]
np.unique(np.concatenate([x,x]),return_counts=True)[1]*1.0
np.unique(x,return_inverse=True)[1]*1.0
np.unique(np.concatenate([x,x]),equal_nan=False)
np.union1d(x,[1.0])
np.intersect1d(x,[1.0,3.0])
np.setdiff1d(x,[1.0])
np.ptp(x)
np.ptp(x.reshape(2,2),axis=0)
np.ptp(list(x),axis=0,keepdims=True)
np.median(x)
np.median(x.reshape(2,2),axis=0)
np.fmax(x,1.0)
np.fmin(1.0,x)
np.fmin(x[::-1],x)
np.fmax(x[1],x[0])
np.fmax(NAN,x[0])
np.fmax.reduce(x)
np.fmin.reduce(x.reshape(2,2),axis=1)
np.fmax.accumulate(x)
np.maximum(x,1.0)
np.maximum.accumulate(x)
np.max(x)
np.min(x.reshape(2,2),axis=1)
x.max()
x.min()
x.reshape(2,2).max(axis=1,keepdims=True)
x.reshape(2,2).min(axis=(0,1))
x.max(where=np.array([True,False,True,True]),initial=0.0)
x.clip(0.7,2.0)
x.clip(max=2.0)
np.clip(x,0.7,2.0)
np.interp(x,[0.0,1.0,4.0],[1.0,2.0,0.0])
np.interp(0.7,x,[1.0,2.0,3.0,4.0])
np.interp(0.7,[0.0,1.0,NAN,3.0],x)
np.interp([0.2,1.5,9.0],[0.0,1.0,2.0,3.0],x)
np.nanmax(x)
np.nanmin(x.reshape(2,2),axis=1)
np.nansum(x)
np.nanmean(x)
np.nanmedian(x)
np.nanstd(x)
np.nancumsum(x)
np.nanpercentile(x,30.0)
np.percentile(x,30.0)
""".strip().split("\n")


def program_of(expression):
    names = {"np": np, "NAN": NAN}
    exec(compile(f"def f(x):\n    return {expression}\n", "<nan>", "exec"), names)
    return names["f"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_number_is_numpys(expression, point):
    program = program_of(expression)
    wanted = program(np.array(point))
    for engine in ENGINES:
        trace = adstudio.trace(program, {"x": np.array(point)}, engine=engine)
        assert trace.header.error is None, (engine, trace.header.error)
        np.testing.assert_allclose(np.asarray(trace.value, float), wanted, rtol=1e-14, err_msg=engine)


SLOPES = {  # of 1, NaN, 3, 0.5, each times its weight; NaN is left out of what is differentiated
    "np.sort(x)[:3] @ w[:3]": [3.0, 0.0, 5.0, 2.0],
    "x[np.argsort(x)][:3] @ w[:3]": [3.0, 0.0, 5.0, 2.0],
    "np.partition(x, 0)[0]": [0.0, 0.0, 0.0, 1.0],
    "np.unique(x)[:3] @ w[:3]": [3.0, 0.0, 5.0, 2.0],
    "np.setdiff1d(x, [1.0])[0]": [0.0, 0.0, 0.0, 1.0],
    "np.fmax(x, 0.7)[[0, 1, 3]] @ w[:3]": [2.0, 0.0, 0.0, 0.0],
    "np.nanmax(x) + np.fmin.reduce(x)": [0.0, 0.0, 1.0, 1.0],
    "np.sort(np.outer(x, w), axis=0)[0] @ w": [0.0, 0.0, 0.0, 87.0],
}


@pytest.mark.parametrize("engine", ["dual", "tape", "jet", "torch"])
@pytest.mark.parametrize("expression", SLOPES)
def test_derivative_is_that_of_the_number_chosen(expression, engine):
    program = program_of(expression.replace("w", "np.array([2.0, 3.0, 5.0, 7.0])"))
    trace = adstudio.trace(program, {"x": np.array(POINTS[0])}, engine=engine)
    assert trace.gradient["x"] == pytest.approx(SLOPES[expression])
    assert not [note for note in trace.header.notes if note.kind == "left-graph"]


def test_an_order_is_decided_by_values():
    trace = adstudio.trace(lambda x: x[np.argsort(x)[0]], {"x": np.array(POINTS[0])})
    assert len(trace.series) >= 1
