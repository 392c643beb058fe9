def f(prediction=1.8, target=1.0, delta=0.5):
    """Huber's loss: a parabola near the target, a line away from it. Move the prediction over the edge at 1.5."""
    error = prediction - target
    if abs(error) <= delta:
        return 0.5 * error * error
    return delta * (abs(error) - 0.5 * delta)
