import numpy as np


def f(x=0.0):
    """The value is a clean 0, the gradient is NaN: the branch that `where` throws away sends back 0 · ∞.

    The cure is to choose before the root: np.sqrt(np.where(x > 0, x, 1.0)).
    """
    return np.where(x > 0, np.sqrt(x), 0.0)
