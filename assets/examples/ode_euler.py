def f(x=1.0, v=0.0, stiffness=4.0, damping=0.3, steps: int = 20):
    """A damped spring by Euler's method, x″ = −kx − cv, up to time 1: how the end depends on how it began."""
    dt = 1.0 / steps
    for _ in range(steps):
        acceleration = -stiffness * x - damping * v
        x = x + dt * v
        v = v + dt * acceleration
    return x
