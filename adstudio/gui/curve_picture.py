"""An error curve as a picture in a file, drawn without a screen.

Vector pictures go through `QSvgGenerator`: pyqtgraph's own exporter fails with newer PySide6.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

SIZE = QSize(960, 560)
SCALE = 2  # of a .png, for print and sharp screens


def draw(curve: Mapping[str, Any], path: Path) -> None:
    """Draw a curve of `analysis.curves` into a .png or .svg. Raises `OSError` where it can't be written."""
    if QApplication.instance() is None and sys.platform == "linux":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    from adstudio.gui.curve_plot import CurvePlot
    from adstudio.gui.theme import Theme, load_fonts

    load_fonts()
    theme = Theme("light")
    plot = CurvePlot(theme)
    plot.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    plot.resize(SIZE)
    title = f"∂{curve.get('of', 'f')}/∂{curve['wrt']}: error of finite differences against the step size"
    verdict = f'<br><span style="font-size:10pt">{escape(curve["verdict"]["text"])}</span>'
    plot.setTitle(title + verdict, color=theme.colors["text"])
    plot.setLabel("bottom", "step size h", color=theme.colors["text_secondary"])
    plot.take(curve)
    plot.show()
    application.processEvents()  # the axes find their ticks
    if path.suffix.lower() == ".svg":
        _vector(plot, path)
    else:
        _pixels(plot, path)
    plot.close()
    plot.deleteLater()
    if not path.exists():
        raise OSError(f"{path} can't be written")


def _vector(plot: Any, path: Path) -> None:
    from PySide6.QtSvg import QSvgGenerator

    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(SIZE)
    generator.setViewBox(QRect(0, 0, SIZE.width(), SIZE.height()))
    generator.setTitle("Error of finite differences")
    painter = QPainter(generator)
    plot.render(painter, QRectF(0, 0, SIZE.width(), SIZE.height()), plot.viewport().rect())
    painter.end()


def _pixels(plot: Any, path: Path) -> None:
    image = QImage(SIZE * SCALE, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(plot.theme.color("panel"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plot.render(painter, QRectF(0, 0, SIZE.width(), SIZE.height()), plot.viewport().rect())
    painter.end()
    image.save(str(path))
