"""An error curve as a picture in a file, drawn without a screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


def draw(curve: Mapping[str, Any], path: Path) -> None:
    """Draw a curve of `analysis.curves` into a .png, .svg or .pdf. Raises `OSError` where it can't be written."""
    if QApplication.instance() is None and sys.platform == "linux":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication([])
    from adstudio.gui.curve.plot import CurvePlot
    from adstudio.gui.exports.pictures import save
    from adstudio.gui.exports.plots import LARGE, picture
    from adstudio.gui.theme import Theme, load_fonts

    load_fonts()
    theme = Theme("light")
    application.setFont(theme.sans)
    plot = CurvePlot(theme)
    plot.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    plot.resize(LARGE)
    plot.take(curve)
    plot.show()
    application.processEvents()  # the view finds its size
    try:
        save(picture(plot, theme, LARGE, transparent=False), path)
    finally:
        plot.close()
        plot.deleteLater()
