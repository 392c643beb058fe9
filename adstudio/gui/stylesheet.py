"""The look of Qt's own widgets over Fusion: a theme's tokens as a palette, and a style sheet that names its roles.

The sheet is the same in every theme, so that another theme is another palette: a new sheet has Qt polish and lay out
every widget of the window twice.
"""

from __future__ import annotations

import re
from string import Template

from PySide6.QtGui import QColor, QPalette, QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from adstudio.gui.theme import Theme

ROLE = QPalette.ColorRole
ROLES = {  # the last five are for what Fusion draws nothing of here
    "window": ROLE.Window,
    "panel": ROLE.Base,
    "raised": ROLE.AlternateBase,
    "hairline": ROLE.Mid,
    "selection": ROLE.Highlight,
    "text": ROLE.Text,
    "text_pending": ROLE.PlaceholderText,
    "primal": ROLE.Link,
    "text_secondary": ROLE.LinkVisited,
    "trouble": ROLE.BrightText,
    "primal_hover": ROLE.Shadow,
    "on_primal": ROLE.Midlight,
}
AS_WELL = {  # what no rule names, but Qt draws with
    ROLE.Button: "raised",
    ROLE.ToolTipBase: "raised",
    ROLE.WindowText: "text",
    ROLE.ButtonText: "text",
    ROLE.ToolTipText: "text",
    ROLE.HighlightedText: "text",
}
SHEET = Template("""
QMainWindow, QDialog, #room { background: $window; }
QWidget { color: $text; }
QMainWindow::separator { background: transparent; width: 8px; height: 8px; }
QMainWindow::separator:hover { background: $hairline; }
QToolTip { background: $raised; color: $text; border: 1px solid $hairline; padding: 4px 6px; }

QMenuBar { background: $window; border-bottom: 1px solid $hairline; padding: 0 4px; }
QMenuBar::item { padding: 6px 9px; background: transparent; color: $text_secondary; }
QMenuBar::item:selected, QMenuBar::item:pressed { color: $text; background: $raised; }
QMenu { background: $raised; border: 1px solid $hairline; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 24px; border-radius: 5px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $text_pending; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 6px; }
#brand { font-weight: 700; padding: 0 8px 0 13px; }
#corner { background: transparent; }
#corner QPushButton { padding: 1px 8px; }
#documentName { color: $text_secondary; padding: 0 14px; }

QToolBar { background: $window; border: none; border-bottom: 1px solid $hairline; padding: 7px 12px; spacing: 10px; }
QStatusBar { background: $window; border-top: 1px solid $hairline; color: $text_secondary; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $text_secondary; padding: 0 8px; }

#panelHeader QToolButton { border: none; background: transparent; color: $text_secondary; padding: 2px 6px; }
#panelHeader QToolButton:focus { border: 2px solid $primal; padding: 0 4px; }
#panelHeader { background: $panel; border: 1px solid $hairline; border-bottom: 1px solid $hairline;
  border-top-left-radius: 8px; border-top-right-radius: 8px; }
#panelTitle { font-weight: 600; }
#panelSubtitle { color: $text_secondary; font-size: 12px; }
#panelBody { background: $panel; border: 1px solid $hairline; border-top: none;
  border-bottom-left-radius: 8px; border-bottom-right-radius: 8px; }
#centre #panelBody { border-bottom: none; border-radius: 0; }
#transport { background: $panel; border: 1px solid $hairline; border-bottom-left-radius: 8px;
  border-bottom-right-radius: 8px; }
QMainWindow > QTabBar { background: $panel; border: 1px solid $hairline; border-bottom: none;
  border-top-left-radius: 8px; border-top-right-radius: 8px; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $text_secondary; padding: 7px 10px; border: none;
  border-bottom: 2px solid transparent; margin-left: 2px; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom: 2px solid $primal; }
QTabBar::tab:hover { color: $text; }
QMainWindow > QTabBar { qproperty-elideMode: ElideNone; }
QTabBar QToolButton { padding: 0; border-radius: 4px; }
QTabBar::tab:focus { background: $selection; }

QPushButton, QToolButton, QComboBox { background: $raised; border: 1px solid $hairline; border-radius: 6px;
  padding: 4px 12px; min-height: 18px; }
QToolButton { padding: 4px 8px; }
QPushButton:hover, QToolButton:hover, QComboBox:hover { border-color: $text_secondary; }
QPushButton:pressed, QToolButton:pressed { background: $selection; }
QPushButton:disabled, QToolButton:disabled { color: $text_pending; }
QPushButton:focus, QToolButton:focus, QComboBox:focus { border: 2px solid $primal; padding: 3px 11px; }
QToolButton:focus { padding: 3px 7px; }
QToolButton::menu-indicator { image: none; }
QPushButton#primary, QToolButton#primary { background: $primal; color: $on_primal; border: 1px solid $primal;
  font-weight: 600; }
QPushButton#primary:hover, QToolButton#primary:hover { background: $primal_hover; }
QPushButton#primary:focus, QToolButton#primary:focus { border: 2px solid $text; }
QPushButton#quiet { background: transparent; }
QComboBox { padding: 4px 20px 4px 8px; }
QComboBox:focus { padding: 3px 19px 3px 7px; }
QComboBox#small { padding: 1px 20px 1px 8px; min-height: 16px; font-size: 12px; }
QComboBox#small:focus { padding: 0 19px 0 7px; }
QComboBox::drop-down { border: none; width: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $hairline; selection-background-color: $selection;
  selection-color: $text; outline: none; }

QLineEdit { background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 1px 3px;
  selection-background-color: $selection; selection-color: $text; }
#inputs QLineEdit { padding-right: 0; }
QLineEdit:hover { border-color: $hairline; }
QLineEdit:focus { border: 1px solid $primal; background: $raised; }
QLineEdit[wrong="true"] { border: 1px solid $trouble; }
QLineEdit#rowField { border-color: $hairline; padding: 2px 5px; }
QLineEdit#rowField:focus { border-color: $primal; }
QLineEdit#rowField[wrong="true"] { border-color: $trouble; }
QToolButton#rowButton { padding: 0; }
QToolButton#rowButton:focus { padding: 0; }
QLineEdit, QPlainTextEdit, QTextEdit { placeholder-text-color: $text_pending; }
QPlainTextEdit, QTextEdit { background: transparent; border: none; selection-background-color: $selection;
  selection-color: $text; }
QPlainTextEdit, QTextEdit#stepText { border: 1px solid transparent; }
QPlainTextEdit:focus, QTextEdit#stepText:focus { border: 1px solid $primal; }
QLabel:focus { background: $selection; }
QTreeView::item { padding: 2px 8px 2px 2px; border: none; }
QTreeView::item:selected { background: $selection; color: $text; }
QTreeView:focus, QTableView:focus { border: 1px solid $primal; }
QTreeView { show-decoration-selected: 1; }
QToolButton#small { padding: 1px 8px; min-height: 16px; font-size: 12px; }
QToolButton#small:focus { padding: 0 7px; }
QToolButton#small:checked { color: $text; font-weight: 600; border-color: $primal; }
QSlider { min-height: 18px; background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $hairline; }
QSlider::handle:horizontal { width: 13px; height: 13px; margin: -5px 0; border-radius: 6px; background: $primal; }
QSlider::handle:horizontal:focus { border: 2px solid $text; width: 11px; height: 11px; }
QSlider::handle:horizontal:hover { background: $primal_hover; }
QScrollArea { background: transparent; border: none; }
#plain { background: transparent; }

QAbstractItemView { background: transparent; border: none; outline: none; alternate-background-color: transparent;
  selection-background-color: $selection; selection-color: $text; gridline-color: $hairline; }
QTableView::item { padding: 0 8px; }
QTableView#tight::item { padding: 0 5px; }
QHeaderView { background: transparent; }
QHeaderView::section { background: transparent; color: $text_secondary; border: none;
  border-bottom: 1px solid $hairline; padding: 4px 8px; text-align: left; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableCornerButton::section { background: transparent; border: none; }

QScrollBar:vertical { width: 10px; background: transparent; margin: 1px; }
QScrollBar:horizontal { height: 10px; background: transparent; margin: 1px; }
QScrollBar::handle { background: $hairline; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $text_pending; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QPushButton#chip { background: transparent; border: 1px solid $hairline; border-radius: 14px; padding: 4px 12px; }
QPushButton#chip:hover { background: $raised; }
QPushButton#chip:focus { border: 2px solid $primal; padding: 3px 11px; }
QPushButton#chip::menu-indicator { image: none; width: 0; }
#searchBar { background: $raised; border: 1px solid $hairline; border-radius: 8px; }
#searchBar QLineEdit { border: 1px solid $hairline; background: $panel; padding: 3px 6px; }
#searchBar QLineEdit:focus { border: 1px solid $primal; }
#searchBar QLineEdit[wrong="true"] { border: 1px solid $trouble; }
#searchBar QToolButton, #linkStrip QToolButton { padding: 2px 4px; border: 1px solid transparent;
  background: transparent; min-height: 14px; }
#searchBar QToolButton:hover, #linkStrip QToolButton:hover { border-color: $hairline; }
#searchBar QToolButton:focus, #linkStrip QToolButton:focus { border: 2px solid $primal; padding: 1px 3px; }
#linkStrip { background: $raised; border-top: 1px solid $hairline; }
QPushButton#inputName { background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 0;
  text-align: left; }
QPushButton#inputName:hover { background: $raised; }
QPushButton#inputName:focus { border: 1px solid $primal; padding: 0; }
QLineEdit[tone="primal"] { color: $primal; }
QLineEdit[tone="text_secondary"] { color: $text_secondary; }
QLineEdit[quiet="true"] { color: transparent; }
QLineEdit[cell="true"] { background: $raised; border: 1px solid $primal; border-radius: 0; padding: 0 3px; }
QPushButton#small { padding: 2px 8px; }
QPushButton#small:focus { border: 2px solid $primal; padding: 1px 7px; }
QTableView#arrayTable { border: 1px solid $hairline; border-radius: 4px; gridline-color: $hairline; }
QTableView#arrayTable:focus { border: 1px solid $primal; }
QTableView#arrayTable::item { padding: 0 4px; }
QTableView#arrayTable QHeaderView::section { padding: 0 5px; font-size: 11px; }
QCheckBox::indicator { width: 13px; height: 13px; border: 1px solid $text_secondary; border-radius: 3px; }
QCheckBox::indicator:checked { background: $primal; border: 1px solid $primal; }
QCheckBox::indicator:disabled { border-color: $hairline; }
QCheckBox:focus { color: $text; text-decoration: underline; }
QCheckBox::indicator:focus { border: 2px solid $primal; width: 11px; height: 11px; }
QCheckBox:disabled { color: $text_pending; }
QRadioButton::indicator { width: 13px; height: 13px; border: 1px solid $text_secondary; border-radius: 7px; }
QRadioButton::indicator:checked { width: 5px; height: 5px; border: 5px solid $primal; background: $window; }
QRadioButton:focus { color: $text; text-decoration: underline; }
QTableView#slopes::item { padding: 0; }
QTableView#slopes:focus { border: 1px solid $primal; border-radius: 4px; }
QSpinBox { background: $raised; border: 1px solid $hairline; border-radius: 5px; padding: 1px 4px; }
QSpinBox:focus { border: 1px solid $primal; }
#secondary { color: $text_secondary; }
#hint { color: $text_pending; }
#small { font-size: 11px; }
QTabBar#compact::tab { padding: 3px 7px; font-size: 11px; }
QComboBox#compact { padding: 0 17px 0 5px; min-height: 17px; font-size: 11px; border-radius: 4px; }
QComboBox#compact:focus { padding: 0 16px 0 4px; }
QToolButton#compact { background: transparent; border: 1px solid transparent; padding: 0 3px; min-height: 15px;
  font-size: 11px; color: $text_secondary; border-radius: 4px; }
QToolButton#compact:hover { border-color: $hairline; }
QToolButton#compact:checked { color: $text; background: $raised; border-color: $hairline; }
QToolButton#compact:focus { border: 1px solid $primal; padding: 0 3px; }
#guideText { background: $panel; border-left: 1px solid $hairline; }
#guideText:focus { border: 1px solid $primal; }
#guideSections::item { padding: 5px 8px; border-radius: 5px; color: $text_secondary; }
#guideSections::item:selected { background: $selection; color: $text; }
#guideSections:focus { border: 1px solid $primal; border-radius: 5px; }
#trouble { color: $trouble; }
""")


def stylesheet() -> str:
    """The style sheet, for every theme."""
    return SHEET.substitute({token: f"palette({_written(role)})" for token, role in ROLES.items()})


def _written(role: QPalette.ColorRole) -> str:
    """As sheets have it: link-visited."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", role.name).lower()


def qt_palette(theme: Theme) -> QPalette:
    """The colours of a theme, for the sheet and for what it does not reach."""
    palette, primal = QPalette(), theme.color("primal")
    shades = {"on_primal": readable_on(primal), "primal_hover": theme.mixed("primal", "text", 0.85)}
    for token, role in ROLES.items():
        palette.setColor(role, shades.get(token) or theme.color(token))
    for role, token in AS_WELL.items():
        palette.setColor(role, theme.color(token))
    for role in (ROLE.WindowText, ROLE.Text, ROLE.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("text_pending"))
    return palette


def polish(widget: QWidget) -> None:
    """Take another palette in it and in what it holds: Qt keeps the colours that a rule once found there.

    What is `Fadable` and hidden waits until it is shown.
    """
    if isinstance(widget, Fadable) and widget.isHidden():
        widget.faded = True
        return
    widget.style().polish(widget)
    for child in widget.children():
        if isinstance(child, QWidget):
            polish(child)


class Fadable(QFrame):
    """A part of a window with much in it that is not always seen."""

    faded = False  # the palette changed while nobody saw it

    def showEvent(self, event: QShowEvent) -> None:
        """In the colours that were chosen meanwhile."""
        super().showEvent(event)
        if self.faded:
            self.faded = False
            polish(self)


def readable_on(ground: QColor) -> QColor:
    """Black or white, whichever has more contrast on `ground` (WCAG 2.2, relative luminance)."""
    return QColor("#10131a") if luminance(ground) > 0.179 else QColor("#ffffff")


def luminance(color: QColor) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    channels = (color.redF(), color.greenF(), color.blueF())
    linear = [float(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2); text needs 4.5."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
