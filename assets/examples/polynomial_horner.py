def f(x=2.0, coefficients=[1.0, -3.0, 0.0, 2.0]):
    """1 − 3x + 2x³ by Horner's rule: one multiplication and one addition a coefficient. At 2 it is 11, slope 21."""
    value = 0.0
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value
