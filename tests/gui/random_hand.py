"""A hand that does anything: commands, clicks, drags, wheel and keys, anywhere in a window, from a seed."""

from __future__ import annotations

import random
from collections import deque

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

# They close the window, open another program, or open the system's dialogs on other people's files.
NEVER = {"file.quit"}
PROGRAMS = (
    "from math import log, sin\n\ndef f(x1=2.0, x2=5.0):\n    a = log(x1)\n    return a + x1 * x2 - sin(x2)\n",
    "def g(x=1.5):\n    y = x\n    for i in range(5):\n        y = y - (y * y - x) / (2 * y)\n    return y\n",
    "def h(xs=[1.0, 2.0, 3.0]):\n    total = 0.0\n    for x in xs:\n        total += x * x\n    return total, xs[0]\n",
    "from math import log\n\ndef bad(x=1.0):\n    return log(x - 1)\n",
    "def broken(x=1.0:\n    return x\n",
    "def loop(x=1.0):\n    while x > 0:\n        x = x + 1\n    return x\n",
    "",
)
WORDS = ("1.5", "-2", "pi/4", "nan", "1e400", "x1", "op:log", "value:nan -line:4", "abs(adjoint) > 1", "((", "0", "")
KEYS = (
    Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F5,
    Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10, *map(Qt.Key, range(Qt.Key.Key_0.value, Qt.Key.Key_9.value + 1)),
    *map(Qt.Key, range(Qt.Key.Key_A.value, Qt.Key.Key_Z.value + 1)), Qt.Key.Key_Plus, Qt.Key.Key_Minus,
    Qt.Key.Key_Period, Qt.Key.Key_Slash, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight, Qt.Key.Key_Menu,
)  # fmt: skip
MODIFIERS = (Qt.KeyboardModifier.NoModifier,) * 8 + (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
)


class RandomHand:
    """Acts on `window`; `told` holds the last things it did, for the report of a failure."""

    def __init__(self, window: QWidget, seed: int, *, monkeypatch) -> None:
        self.window, self.random = window, random.Random(seed)
        self.told: deque[str] = deque(maxlen=12)
        self.actions = [a for name, a in window.actions_by_name.items() if name not in NEVER]
        nothing = QMessageBox.StandardButton.Discard
        for kind in ("getOpenFileName", "getSaveFileName", "getExistingDirectory"):
            monkeypatch.setattr(QFileDialog, kind, lambda *_args, **_more: ("", ""))
        for kind in ("question", "warning", "information", "critical"):
            monkeypatch.setattr(QMessageBox, kind, lambda *_args, **_more: nothing)
        for kind in ("getText", "getDouble", "getItem", "getMultiLineText", "getInt"):
            monkeypatch.setattr(QInputDialog, kind, lambda *_args, **_more: ("", False))
        # a menu or a dialog runs its own loop of events: somebody has to close it
        self._closer = QTimer(window)
        self._closer.timeout.connect(self._close_what_is_open)
        self._closer.start(15)

    def stop(self) -> None:
        """Let go."""
        self._closer.stop()
        self._close_what_is_open()

    def act(self) -> None:
        """Do one thing."""
        acts = (self._command, self._key, self._click, self._drag, self._wheel, self._program, self._slide, self._type)
        self.random.choices(acts, weights=(30, 30, 25, 6, 6, 1, 2, 4))[0]()

    # -- what it can do --------------------------------------------------------------------------------------------

    def _command(self) -> None:
        action = self.random.choice(self.actions)
        self.told.append(f"command {action.objectName()}")
        action.trigger()

    def _key(self) -> None:
        target = QApplication.focusWidget() or self.window
        key, modifier = self.random.choice(KEYS), self.random.choice(MODIFIERS)
        if (modifier, key) == (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Q):
            return
        self.told.append(f"key {modifier.name}+{key.name} in {_named(target)}")
        QTest.keyClick(target, key, modifier)

    def _click(self) -> None:
        target, place = self._somewhere()
        button = self.random.choice((Qt.MouseButton.LeftButton,) * 5 + (Qt.MouseButton.RightButton,))
        click = self.random.choice((QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick))
        self.told.append(f"{click.__name__} {button.name} on {_named(target)} at {place.x()}, {place.y()}")
        click(target, button, self.random.choice(MODIFIERS), place)

    def _drag(self) -> None:
        target, place = self._somewhere()
        to = place + QPoint(self.random.randint(-200, 200), self.random.randint(-150, 150))
        self.told.append(f"drag {_named(target)} from {place.x()}, {place.y()} to {to.x()}, {to.y()}")
        QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        QTest.mouseMove(target, (place + to) / 2)
        QTest.mouseMove(target, to)
        QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, to)

    def _wheel(self) -> None:
        target, place = self._somewhere()
        turn = QPoint(0, self.random.choice((-240, -120, 120, 240)))
        self.told.append(f"wheel {turn.y()} on {_named(target)}")
        at = QPointF(place)
        event = QWheelEvent(
            at, QPointF(target.mapToGlobal(place)), QPoint(), turn, Qt.MouseButton.NoButton,
            self.random.choice(MODIFIERS), Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(target, event)

    def _program(self) -> None:
        text = self.random.choice(PROGRAMS)
        self.told.append(f"program {text[:40]!r}")
        self.window.models.document.set_program(text)

    def _type(self) -> None:
        """Words into the field that has the focus, or into the first field that is seen."""
        fields = [field for field in self.window.findChildren(QLineEdit) if field.isVisible() and field.isEnabled()]
        if fields:
            field, text = self.random.choice(fields), self.random.choice(WORDS)
            self.told.append(f"type {text!r} into {_named(field)}")
            field.setFocus()
            field.selectAll()
            QTest.keyClicks(field, text)
            if self.random.random() < 0.7:
                QTest.keyClick(field, Qt.Key.Key_Return)

    def _slide(self) -> None:
        inputs = [item for item in self.window.models.document.inputs if item.values]
        if inputs:
            item = self.random.choice(inputs)
            self.told.append(f"slide {item.name}")
            self.window.models.document.set_value(item.name, self.random.uniform(-3, 6), 0)

    # -- where -----------------------------------------------------------------------------------------------------

    def _somewhere(self) -> tuple[QWidget, QPoint]:
        """A widget that is seen, and a place in it."""
        place = QPoint(self.random.randrange(self.window.width()), self.random.randrange(self.window.height()))
        target = self.window.childAt(place) or self.window
        return target, target.mapFrom(self.window, place)

    def _close_what_is_open(self) -> None:
        open_ = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if open_ is not None:
            open_.close()


def _named(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}".strip()
