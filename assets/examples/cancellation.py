from math import cos


def f(x=1e-4):
    """(1 − cos x)/x² goes to ½, but 1 − cos x loses its digits near 0: dual, tape and jet agree on a wrong slope.

    It is −x/12. Written as 0.5 * (sin(x / 2) / (x / 2))**2 it comes out right.
    """
    return (1.0 - cos(x)) / x**2
