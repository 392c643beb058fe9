def f(a=2.0, steps: int = 6):
    """√a by Newton's method. The loop is differentiated as it ran, and ends at 1/(2√a) = 0.353553."""
    x = a
    for _ in range(steps):
        x = 0.5 * (x + a / x)
    return x
