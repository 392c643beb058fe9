"""What the random hand types, presses, opens and saves."""

from __future__ import annotations

from PySide6.QtCore import Qt

NEVER = {"file.quit"}  # it would end the run
PROGRAMS = (
    "from math import log, sin\n\ndef f(x1=2.0, x2=5.0):\n    a = log(x1)\n    return a + x1 * x2 - sin(x2)\n",
    "def g(x=1.5):\n    y = x\n    for i in range(5):\n        y = y - (y * y - x) / (2 * y)\n    return y\n",
    "def h(xs=[1.0, 2.0, 3.0]):\n    total = 0.0\n    for x in xs:\n        total += x * x\n    return total, xs[0]\n",
    # calls within calls within a loop: to be folded
    ("from math import exp\n\ndef cell(a, b):\n    return a * exp(-b)\n\ndef layer(a, b):\n"
    "    return cell(a, b) + cell(b, a)\n\ndef net(a=0.5, b=0.25):\n    for _ in range(6):\n"
    "        a, b = layer(a, b), layer(b, a)\n    return a, a - b, a * b\n"),
    "def fib(x=1.1, n=6):\n    return x if n < 2 else fib(x, n - 1) * x + fib(x, n - 2)\n",
    # an array in, an array out
    "import numpy as np\n\ndef soft(v=np.array([0.1, -0.7, 2.0])):\n    e = np.exp(v)\n    return e / e.sum()\n",
    "def square(m=[[1.0, 2.0], [3.0, 4.0]]):\n    return [[sum(a * b for a, b in zip(r, c)) for c in zip(*m)] for r in m]\n",
    "def long(x=1.0):\n    for i in range(150):\n        x = x + 0.01 * x * (1 - x)\n    return x\n",
    "def two(x=1.0):\n    return x * x\n\ndef three(x=1.0, unused=4.0):\n    print('three', x)\n    return x ** 3\n",
    # nothing is a number, or is finite
    "def nans(x=float('nan'), y=1.0):\n    return x * y + y\n",
    "def huge(x=1e308):\n    a = x * 10\n    return a - a, a\n",
    "from math import sqrt\n\ndef edge(x=0.0):\n    return sqrt(x) if x >= 0 else x\n",
    # it goes wrong, in every stage
    "from math import log\n\ndef bad(x=1.0):\n    return log(x - 1)\n",
    "def broken(x=1.0:\n    return x\n",
    "def loop(x=1.0):\n    while x > 0:\n        x = x + 1\n    return x\n",
    "def constant(x=1.0):\n    return 3.0\n",
    "def nothing():\n    return 1.0\n",
    "x = 1 / 0\n",
    "import sys\n\ndef leaves(x=1.0):\n    sys.exit(3)\n",
    "def many(" + ", ".join(f"x{i}=0.{i + 1}" for i in range(20)) + "):\n    return "
    + " + ".join(f"x{i} * x{i}" for i in range(20)) + "\n",
    "",
)  # fmt: skip
WORDS = (
    "1.5", "-2", "pi/4", "nan", "inf", "1e400", "1e-300", "x1", "op:log", "value:nan -line:4", "abs(adjoint) > 1",
    "isnan(value)", "value > ", "line:2", "((", "0", "", "17", "a name", "9" * 30,
)  # fmt: skip
LINES = (
    "y = x * 2",
    "return x",
    "# not run",
    "for i in range(3):",
    ")",
    "import os",
    "x = x / 0",
    "  ",
    "'",
)
BROKEN: dict[str, bytes] = {  # files of the right endings with the wrong things in them
    "empty.py": b"", "latin.py": b"x = '\xe9'\n", "zeros.py": b"\0\0\0", "empty.adtrace": b"",
    "short.adtrace": b"\x10\0\0\0\0\0\0\0{", "huge.adtrace": b"\xff" * 64, "list.json": b"[]", "half.json": b'{"format": ',
    "version.json": b'{"format": "adtrace", "version": 999}', "words.csv": b"one,two\nthree\n", "ragged.csv": b"1,2\n3\n",
    "short.npy": b"\x93NUMPY", "text.npy": b"no array",
}  # fmt: skip
KEYS = (
    Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab, Qt.Key.Key_Delete, Qt.Key.Key_Backspace,
    *map(Qt.Key, range(Qt.Key.Key_F1.value, Qt.Key.Key_F12.value + 1)),
    *map(Qt.Key, range(Qt.Key.Key_0.value, Qt.Key.Key_9.value + 1)),
    *map(Qt.Key, range(Qt.Key.Key_A.value, Qt.Key.Key_Z.value + 1)), Qt.Key.Key_Plus, Qt.Key.Key_Minus,
    Qt.Key.Key_Period, Qt.Key.Key_Comma, Qt.Key.Key_Slash, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight,
    Qt.Key.Key_Menu,
)  # fmt: skip
MODIFIERS = (Qt.KeyboardModifier.NoModifier,) * 8 + (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
)
SIZES = ((1504, 812), (1024, 700), (860, 560), (100, 100), (1900, 560), (860, 1400))
ENDINGS = ("adtrace", "json", "py", "svg", "png", "pdf", "gif", "webp", "mp4", "md", "tex", "csv", "mmd", "dot", "npy")
