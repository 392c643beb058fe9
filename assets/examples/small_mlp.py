from math import tanh

POINTS = [([2.0, 3.0], 1.0), ([3.0, -1.0], -1.0), ([0.5, 1.0], -1.0)]


def neuron(inputs, weights, bias):
    total = bias
    for value, weight in zip(inputs, weights, strict=True):
        total = total + value * weight
    return tanh(total)


def f(hidden=[0.3, -0.2, 0.1, 0.4], hidden_bias=[0.0, 0.1], out=[0.7, -0.5], out_bias=0.05):
    """The loss of a network of 2, 2 and 1 neurons on three points: every weight is a number one can watch."""
    loss = 0.0
    for point, wanted in POINTS:
        layer = [neuron(point, hidden[0:2], hidden_bias[0]), neuron(point, hidden[2:4], hidden_bias[1])]
        loss = loss + (neuron(layer, out, out_bias) - wanted) ** 2
    return loss
