from math import sin


def f(x=1.5):
    """sin(x)·x²: 2.2444 at 1.5, first derivative 3.1516, second 0.1750, and on to any order."""
    return sin(x) * x**2
