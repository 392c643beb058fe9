"""Colours and fonts of the window, from the tokens in assets/themes; follows the system or the person's choice."""

from __future__ import annotations

from functools import cache

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication

from adstudio import assets

SCHEMES = ("system", "dark", "light", "high-contrast")


@cache
def palette_of(name: str) -> dict[str, str]:
    """The colours of one theme by token name, as "#rrggbb". Raises `FileNotFoundError` for an unknown theme."""
    tokens: dict[str, dict[str, str]] = msgspec.json.decode(assets.path("themes", f"{name}.json").read_bytes())
    return tokens["palette"]


def load_fonts() -> None:
    """Register the bundled fonts; the system's stand in where one is missing."""
    for file in sorted(assets.path("fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(file))


class Theme(QObject):
    """The look: `colors` by token ("window", "panel", "primal", "tangent", …), and the two fonts.

    `changed` is emitted when the colours are others: panels repaint. `scheme` is what the person chose,
    `name` the theme in use.
    """

    changed = Signal()

    def __init__(self, scheme: str = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sans = _font("Inter", 13, QFont.StyleHint.SansSerif)
        self.mono = _font("JetBrains Mono", 12, QFont.StyleHint.Monospace)
        self.scheme = scheme if scheme in SCHEMES else "system"
        self.name = self._resolved()
        self.colors = palette_of(self.name)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def choose(self, scheme: str) -> None:
        """Use one of `SCHEMES`. Raises `ValueError` for any other word."""
        if scheme not in SCHEMES:
            raise ValueError(f"no theme {scheme!r}; there are {', '.join(SCHEMES)}")
        self.scheme = scheme
        self._apply()

    def color(self, token: str, alpha: float = 1.0) -> QColor:
        """The colour of a token, with `alpha` from 0 to 1."""
        color = QColor(self.colors[token])
        color.setAlphaF(alpha)
        return color

    def mixed(self, token: str, into: str, share: float) -> QColor:
        """`share` of one token's colour laid over another's, opaque."""
        top, ground = QColor(self.colors[token]), QColor(self.colors[into])
        pairs = ((top.redF(), ground.redF()), (top.greenF(), ground.greenF()), (top.blueF(), ground.blueF()))
        return QColor.fromRgbF(*(share * one + (1 - share) * other for one, other in pairs))

    def _follow_system(self) -> None:
        if self.scheme == "system":
            self._apply()

    def _apply(self) -> None:
        name = self._resolved()
        if name != self.name:
            self.name, self.colors = name, palette_of(name)
            self.changed.emit()

    def _resolved(self) -> str:
        if self.scheme != "system":
            return self.scheme
        light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
        return "light" if light else "dark"


def _font(family: str, pixels: int, hint: QFont.StyleHint) -> QFont:
    font = QFont(family)
    font.setStyleHint(hint)
    font.setPixelSize(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # hinted, Inter looks a weight too heavy
    return font
