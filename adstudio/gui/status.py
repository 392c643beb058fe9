"""The line at the bottom: what ran, how the worker is, the keys that matter."""

from __future__ import annotations

import platform

from PySide6.QtWidgets import QStatusBar, QWidget

from adstudio.gui.elided_label import ElidedLabel
from adstudio.gui.plain_text import in_a_line
from adstudio.gui.theme import Theme
from adstudio.workspace.document import Document

KEYS = "→ next step   ← back   Shift+→ next node   Space play"

MOST = 1000  # characters that can be told
EMPTY = "There is no program: write a function, or open one or an example from the File menu"


class StatusLine(QStatusBar):
    """Follows the document's run."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.theme = document, theme
        self.setSizeGripEnabled(False)
        self.label = ElidedLabel()
        self.addWidget(self.label, 1)
        document.program_changed.connect(self._refresh)
        document.run_state_changed.connect(self._refresh)
        document.traces_changed.connect(self._refresh)
        document.trust_changed.connect(self._refresh)
        theme.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        state = self.model.run_state
        python = f"Python {platform.python_version().rpartition('.')[0]}"
        if state.phase == "running":
            parts = ["Tracing …", "worker busy", python, KEYS]
        elif state.phase == "failed":
            place = f"line {state.line}: " if state.line else ""
            first, _, _ = state.message.partition("\n")
            parts = [f"✕ {place}{first}", python]
        else:
            count = len(self.model.traces)
            ended = next((t.header.truncated for t in self.model.traces.values() if t.header.truncated), "")
            if count and state.seconds and ended:
                parts = [f"Ended after {_duration(state.seconds)}: {ended}"]
            elif count and state.seconds:
                parts = [f"Traced {count} engine{'s' if count != 1 else ''} in {_duration(state.seconds)}"]
            else:
                parts = [] if self.model.trusted else ["Shown, not run: the program is not trusted yet"]
                if not count and not self.model.text.strip():
                    parts = [EMPTY]
            parts += ["worker idle", python, KEYS]
        self.label.setText(in_a_line(" · ".join(parts))[:MOST])
        self.label.setStyleSheet(f"color: {self.theme.colors['trouble']};" if state.phase == "failed" else "")


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
