"""A hand that does anything: commands, menus, clicks, drags, wheel and keys, anywhere in a window, from a seed."""

from __future__ import annotations

import os
import random
from collections import deque
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QTabBar,
    QWidget,
)
from random_things import BROKEN, ENDINGS, KEYS, LINES, MODIFIERS, NEVER, PROGRAMS, SIZES, WORDS

from adstudio.gui.files_menu import examples


class Told(deque[str]):
    """The last things that the hand did; all of them in the file ADSTUDIO_RANDOM_TOLD, where a crash leaves them."""

    def __init__(self) -> None:
        super().__init__(maxlen=12)
        path = os.environ.get("ADSTUDIO_RANDOM_TOLD")
        self._file: TextIO | None = Path(path).open("w", buffering=1) if path else None  # noqa: SIM115 - while it acts

    def append(self, act: str) -> None:
        """Tell it, before it is done."""
        super().append(act)
        if self._file is not None:
            self._file.write(act + "\n")

    def close(self) -> None:
        """Nothing more is told."""
        if self._file is not None:
            self._file.close()


class RandomHand:
    """Acts on `window`, and on what opens before it; files go to and come from `folder`.

    `told` holds the last things it did, for the report of a failure. others: it opens other programs and traces;
    else it keeps to what the window shows.
    """

    def __init__(self, window: QWidget, seed: int, folder: Path, *, monkeypatch, others: bool = True) -> None:
        self.window, self.random, self.folder = window, random.Random(seed), folder
        self.told = Told()
        self.actions = [action for name, action in window.actions_by_name.items() if name not in NEVER]
        self.acts = {
            self._command: 30, self._key: 30, self._click: 20, self._press: 6, self._menu: 3, self._drag: 6,
            self._wheel: 6, self._type: 4, self._slide: 2, self._dock: 1, self._size: 1, self._point: 1,
            self._context: 4, self._hover: 3, self._write: 1,
        }  # fmt: skip
        if others:
            self.acts |= {self._program: 1, self._open: 0.5}
            for name, content in BROKEN.items():
                (folder / name).write_bytes(content)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: (self._file(exists=True), ""))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (self._file(), ""))
        buttons = QMessageBox.StandardButton
        answers = (buttons.Discard, buttons.Cancel, buttons.Save)
        monkeypatch.setattr(QMessageBox, "question", lambda *_args, **_more: self.random.choice(answers))
        for kind in ("warning", "information", "critical"):
            monkeypatch.setattr(QMessageBox, kind, lambda *_args, **_more: buttons.Ok)
        for kind in ("getText", "getDouble", "getItem", "getMultiLineText", "getInt"):
            monkeypatch.setattr(QInputDialog, kind, lambda *_args, **_more: ("", False))
        # a context menu runs its own loop of events: somebody has to choose in it, or close it
        self._closer = QTimer(window)
        self._closer.timeout.connect(self._mind_menu)
        self._closer.start(15)

    def stop(self) -> None:
        """Let go."""
        self._closer.stop()
        while (menu := QApplication.activePopupWidget()) is not None and menu.close():
            pass
        self.told.close()

    def act(self) -> None:
        """Do one thing; sometimes close the dialog that is open."""
        self.random.choices(tuple(self.acts), weights=tuple(self.acts.values()))[0]()
        dialog = QApplication.activeModalWidget()
        if dialog is not None and self.random.random() < 0.1:
            self.told.append(f"close {_named(dialog)}")
            dialog.close()

    # -- what it can do --------------------------------------------------------------------------------------------

    def _command(self) -> None:
        action = self.random.choice(self.actions)
        self.told.append(f"command {action.objectName()}")
        action.trigger()

    def _menu(self) -> None:
        """Any line of any menu: examples, themes, panels, units, functions, engines."""
        found = [action for menu in self.window.findChildren(QMenu) for action in menu.actions()]
        fit = [a for a in found if a.isEnabled() and not a.isSeparator() and a.menu() is None and self._allowed(a)]
        if fit:
            action = self.random.choice(fit)
            self.told.append(f"menu {action.text()}")
            action.trigger()

    def _allowed(self, action: QAction) -> bool:
        opens = self._open not in self.acts and action.text() in [path.stem.replace("_", " ") for path in examples()]
        return action.objectName() not in NEVER and not opens

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

    def _context(self) -> None:
        """Ask for the menu of what is there, by mouse or by key: clicks and keys that are only sent do not."""
        target, place = self._somewhere()
        reason = self.random.choice((QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard))
        self.told.append(f"menu by {reason.name} on {_named(target)} at {place.x()}, {place.y()}")
        QApplication.sendEvent(target, QContextMenuEvent(reason, place, target.mapToGlobal(place)))

    def _hover(self) -> None:
        """Only look."""
        target, place = self._somewhere()
        self.told.append(f"hover over {_named(target)} at {place.x()}, {place.y()}")
        QTest.mouseMove(target, place)

    def _write(self) -> None:
        """A line of a program, somewhere in the program."""
        self.window.raise_panel("program")
        editor = self.window.editor
        text = self.random.choice(LINES)
        self.told.append(f"write {text!r}")
        editor.setFocus()
        for key in self.random.choices((Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home), k=4):
            QTest.keyClick(editor, key)
        QTest.keyClicks(editor, text)
        if self.random.random() < 0.5:
            QTest.keyClick(editor, Qt.Key.Key_Return)

    def _press(self) -> None:
        """A button, a tab or a line of a list of choices, however small it is."""
        target = self._seen(QAbstractButton, QTabBar, QComboBox)
        if target is None:
            return
        self.told.append(f"press {_named(target)}")
        if isinstance(target, QAbstractButton):
            QTest.mouseClick(target, Qt.MouseButton.LeftButton)
        elif isinstance(target, QTabBar) and target.count():
            place = target.tabRect(self.random.randrange(target.count())).center()
            QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        elif isinstance(target, QComboBox) and target.count():
            QTest.keyClick(target, self.random.choice((Qt.Key.Key_Up, Qt.Key.Key_Down)))

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

    def _type(self) -> None:
        """Words into any field that is seen."""
        field = self._seen(QLineEdit)
        if field is not None:
            text = self.random.choice(WORDS)
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
            at = self.random.randrange(len(item.values))
            self.told.append(f"slide {item.name}[{at}]")
            self.window.models.document.set_value(item.name, self.random.uniform(-3, 6), at)

    def _dock(self) -> None:
        """Float a panel, close it, or bring it to the front."""
        name, dock = self.random.choice(list(self.window.docks.by_name.items()))
        how = self.random.choice(("float", "close", "raise", "raise", "arrange"))
        self.told.append(f"{how} the panel {name}")
        if how == "float":
            dock.setFloating(not dock.isFloating())
        elif how == "close":
            dock.close()
        elif how == "raise":
            self.window.raise_panel(name)
        else:
            self.window.reset_layout()

    def _size(self) -> None:
        """Of the window; it does not get smaller than it can be."""
        width, height = self.random.choice(SIZES)
        self.told.append(f"size {width} x {height}")
        self.window.resize(width, height)

    def _point(self) -> None:
        """To a point that was kept."""
        points = self.window.models.points
        if points.kept:
            at = self.random.randrange(len(points.kept))
            self.told.append(f"point {at}")
            points.go_to(points.kept[at].number)

    def _program(self) -> None:
        text = self.random.choice(PROGRAMS)
        self.told.append(f"program {text[:60]!r}")
        self.window.models.document.set_program(text)

    def _open(self) -> None:
        """An example, or a file that was saved."""
        path = self.random.choice([*examples(), *sorted(self.folder.iterdir())])
        self.told.append(f"open {path.name}")
        self.window.open_path(path)

    # -- where -----------------------------------------------------------------------------------------------------

    def _before(self) -> QWidget:
        """What takes clicks: an open dialog, a floating panel now and then, else the window."""
        floating = [dock for dock in self.window.docks.by_name.values() if dock.isFloating() and dock.isVisible()]
        if floating and self.random.random() < 0.1:
            return self.random.choice(floating)
        return QApplication.activeModalWidget() or self.window

    def _somewhere(self) -> tuple[QWidget, QPoint]:
        """A widget that is seen, and a place in it."""
        top = self._before()
        place = QPoint(self.random.randrange(max(top.width(), 1)), self.random.randrange(max(top.height(), 1)))
        target = top.childAt(place) or top
        return target, target.mapFrom(top, place)

    def _seen(self, *kinds: type[QWidget]) -> QWidget | None:
        top = self._before()
        found = [each for kind in kinds for each in top.findChildren(kind) if each.isVisible() and each.isEnabled()]
        return self.random.choice(found) if found else None

    def _file(self, *, exists: bool = False) -> str:
        """What the person answers where a file is asked for: now and then nothing."""
        if self.random.random() < 0.3:
            return ""
        known = sorted(map(str, self.folder.iterdir()))
        if exists and known:
            return self.random.choice(known)
        return str(self.folder / f"saved-{self.random.randrange(3)}.{self.random.choice(ENDINGS)}")

    def _mind_menu(self) -> None:
        """Choose something in the menu that is open, or close it."""
        menu = QApplication.activePopupWidget()
        if menu is None:
            return
        if isinstance(menu, QMenu) and self.random.random() < 0.5:
            for _ in range(self.random.randrange(6)):
                QTest.keyClick(menu, Qt.Key.Key_Down)
            action = menu.activeAction()
            if action is not None and self._allowed(action):
                self.told.append(f"choose {action.text()}")
                QTest.keyClick(menu, Qt.Key.Key_Return)
                return
        menu.close()


def _named(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}".strip()
