from math import sqrt


def f(x=0.0):
    """The value is a clean 0, the gradient is NaN: the branch that the mask throws away sends back 0 · ∞.

    The cure is to choose before the root, not after it: sqrt(x) if x > 0 else 0.0.
    """
    mask = 1.0 if x > 0 else 0.0
    return mask * sqrt(x)
