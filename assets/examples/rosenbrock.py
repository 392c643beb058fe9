def f(x=[-1.2, 1.0]):
    """Rosenbrock's valley, from the point where every optimiser starts: the gradient is (−215.6, −88)."""
    total = 0.0
    for a, b in zip(x[:-1], x[1:], strict=True):
        total = total + 100.0 * (b - a * a) ** 2 + (1.0 - a) ** 2
    return total
