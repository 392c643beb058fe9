def f(x=0.0, y=2.0):
    """|x| at its kink: the left slope is −1, the right slope +1, and an engine has to choose one between them."""
    return abs(x) * y + x
