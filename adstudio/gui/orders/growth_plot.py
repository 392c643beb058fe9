"""What an order costs, against the order: a curve an engine, with the law that fits it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from adstudio.gui.plots import PowerAxis, ThemedPlot
from adstudio.gui.theme import Theme

# told by symbol and dash, not by colour alone
LOOKS = (("higher_order", "o"), ("tangent", "s"), ("adjoint", "t"), ("primal", "d"), ("text", "+"))
SIGNS = {"o": "●", "s": "■", "t": "▼", "d": "◆", "+": "✚"}


class GrowthPlot(ThemedPlot):
    """Amounts on a logarithmic axis; dashed, what was fitted: straight where it grows by a factor each."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._data: Mapping[str, Any] | None = None
        self._amount = "nodes"
        super().__init__(theme, parent)
        self.setAxisItems({"left": PowerAxis("left")})
        self.dress()
        self.setLogMode(x=False, y=True)
        self.setMinimumSize(100, 40)
        self.getPlotItem().setContentsMargins(0, 6, 0, 0)  # the highest power of ten may stand at the very top
        self.setMouseEnabled(x=False, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("What each order costs")

    def take(self, data: Mapping[str, Any] | None, amount: str) -> None:
        """Show one amount of a ladder."""
        self._data, self._amount = data, amount
        self.redraw()

    def redraw(self) -> None:
        """A curve with symbols for each engine, and its law."""
        self.clear()
        data = self._data
        if data is None:
            return
        lowest, highest, last = np.inf, -np.inf, 1
        for (token, symbol), engine in zip(LOOKS, data["engines"], strict=False):
            known = [(row["order"], row[self._amount][engine]) for row in data["orders"] if engine in row[self._amount]]
            known = [(order, amount) for order, amount in known if amount > 0]
            if not known:
                continue
            k, amount = (np.array(column, float) for column in zip(*known, strict=True))
            self.line(k, amount, self.pen(token, width=1.2))
            self.dots(k, amount, symbol, 6, self.theme.color(token))
            lowest, highest = min(lowest, float(amount.min())), max(highest, float(amount.max()))
            last = max(last, int(k[-1]))
            law = data["growth"][self._amount].get(engine)
            if law is not None:
                at = np.linspace(law["first"], k[-1], 40)
                fitted = law["constant"] * (at ** law["rate"] if law["kind"] == "polynomial" else law["rate"] ** at)
                self.line(at, fitted, self.pen(token, width=1, style=Qt.PenStyle.DashLine, alpha=0.7))
        if np.isfinite(lowest):
            low, high = np.log10(lowest), np.log10(highest)
            air = 0.08 * max(high - low, 1.0)
            self.look_at(x=(0, last), y=(low - air, high + air), padding=0.02)

    def key(self, titles: Mapping[str, str], *, brief: bool = False) -> list[tuple[str, str, str]]:
        """(token, sign, words) of every engine that is drawn: "Dual grows 2.5-fold with each order", "Dual 2.5ᵏ"."""
        data = self._data
        if data is None:
            return []
        laws, form = data["growth"][self._amount], "brief" if brief else "text"
        return [
            (token, SIGNS[symbol], f"{titles.get(engine, engine)} {laws[engine][form] if engine in laws else ''}")
            for (token, symbol), engine in zip(LOOKS, data["engines"], strict=False)
            if any(engine in row[self._amount] for row in data["orders"])
        ]
