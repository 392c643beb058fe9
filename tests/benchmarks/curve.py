"""The error curve: 200 step sizes by three methods, against the same evaluations in a plain Python loop."""

from __future__ import annotations

from math import log, sin
from typing import Any

from ratios import compare


def f(x1: float = 2.0, x2: float = 5.0) -> float:
    return log(x1) + x1 * x2 - sin(x2)


def main() -> None:
    import numpy as np

    from adstudio.analysis.curves import curve
    from adstudio.program.loading import from_function

    program = from_function(f)
    steps = np.logspace(-16, 0, 200).tolist()

    def loop() -> Any:
        forward = [(f(2.0 + h) - f(2.0)) / h for h in steps]
        central = [(f(2.0 + h) - f(2.0 - h)) / (2 * h) for h in steps]
        richardson = [(8 * (f(2 + h / 2) - f(2 - h / 2)) - (f(2 + h) - f(2 - h))) / (6 * h) for h in steps]
        return forward, central, richardson

    compare(
        "an error curve of 200 step sizes, three real methods and the complex step, with its analysis",
        lambda: curve(program, {}),
        {"the evaluations alone, in a loop": loop},
        rounds=15,
    )


if __name__ == "__main__":
    main()
