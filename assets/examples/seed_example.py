from math import log, sin


def f(x1=2.0, x2=5.0):
    a = log(x1)
    b = x1 * x2
    c = sin(x2)
    return a + b - c
