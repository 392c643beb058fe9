"""The look of what only the exports have: number fields, a text's preview, a progress bar."""

from __future__ import annotations

from string import Template

from adstudio.gui.theme import Theme

SHEET = Template("""
QSpinBox, QDoubleSpinBox { background: $raised; border: 1px solid $hairline; border-radius: 6px; padding: 4px 8px;
  min-height: 18px; selection-background-color: $selection; selection-color: $text; }
QSpinBox:focus, QDoubleSpinBox:focus { border: 2px solid $primal; padding: 3px 7px; }
QComboBox:disabled, QLabel:disabled { color: $text_pending; }
#preview { background: $panel; border: 1px solid $hairline; border-radius: 6px; padding: 6px; }
#preview:focus { border: 1px solid $primal; }
QProgressBar { background: $hairline; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: $primal; border-radius: 3px; }
""")


def sheet(theme: Theme) -> str:
    """The style sheet in a theme."""
    return SHEET.substitute(theme.colors)
