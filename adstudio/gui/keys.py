"""Which widget keeps which keys while it has the focus, so that the window's shortcuts do not take them away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QComboBox, QLineEdit, QTabBar, QWidget

ARROWS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End})
SPACE = frozenset({Qt.Key.Key_Space})
KINDS: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (  # what each kind of widget lives on
    (QAbstractButton, SPACE),
    (QComboBox, (ARROWS | SPACE) - {Qt.Key.Key_Left, Qt.Key.Key_Right}),
    (QTabBar, ARROWS),
    (QAbstractSlider, ARROWS),
)


class KeyKeeper(QObject):
    """Keeps `keys` for the widgets it is installed on: Space for a button, arrows for a slider.

    Without modifiers, or also with Shift and Ctrl: a text is selected by them.
    """

    def __init__(self, keys: frozenset[Qt.Key], parent: QObject, *, modified: bool = False) -> None:
        super().__init__(parent)
        self.keys = keys
        self._modifiers = Qt.KeyboardModifier.KeypadModifier
        if modified:
            self._modifiers |= Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the key before a shortcut does."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in self.keys
            and not event.modifiers() & ~self._modifiers
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)


class UndoYielder(QObject):
    """Gives undo and redo to the window while nothing is typed in the line edit it is installed on."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A line edit would take them even where it has nothing to undo."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QLineEdit)
            and not watched.isModified()
            and (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo))
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class FocusKeys(QObject):
    """Lets every button, choice, row of tabs and slider of a window keep its keys, whoever made it.

    They are found when the focus comes to them, so that no panel has to think of it, and Qt's own tabs of docks have
    their arrows too.
    """

    def __init__(self, window: QWidget, app: QApplication) -> None:
        super().__init__(window)
        self._window = window
        keepers: list[tuple[type[QWidget], QObject]] = [(kind, KeyKeeper(keys, self)) for kind, keys in KINDS]
        keepers.append((QLineEdit, UndoYielder(self)))
        self._keepers = keepers
        app.focusChanged.connect(self._take_focus)

    def _take_focus(self) -> None:
        """Without the signal's widgets: the old one may be half destroyed, and PySide would wrap it."""
        new = QApplication.focusWidget()
        keeper = next((keeper for kind, keeper in self._keepers if isinstance(new, kind)), None)
        if new is not None and keeper is not None and self._is_ours(new):
            new.installEventFilter(keeper)  # once: Qt moves a filter that is there already

    def _is_ours(self, widget: QWidget | None) -> bool:
        """Also in a panel that floats."""
        while widget is not None and widget is not self._window:
            widget = widget.parentWidget()
        return widget is not None


def keep(widget: QWidget, keys: frozenset[Qt.Key], *, modified: bool = False) -> None:
    """Let `widget` keep these keys while it has the focus: one of our own, which Qt knows nothing of."""
    widget.installEventFilter(KeyKeeper(keys, widget, modified=modified))
