"""Python's colours in the editor, by Pygments: the whole text is lexed a moment after it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from adstudio.gui.late import beside
from adstudio.gui.theme import Theme

if TYPE_CHECKING:
    from pygments.lexer import Lexer

LONG = 20_000  # characters beyond which lexing waits for a pause in typing
# fmt: off
TOKENS = (  # the first that the token lies in
    ("Comment",               "text_secondary"),
    ("Keyword.Constant",      "tangent"),
    ("Keyword",               "higher_order"),
    ("Operator.Word",         "higher_order"),
    ("Literal.Number",        "tangent"),
    ("Literal.String",        "adjoint"),
    ("Name.Function",         "primal"),
    ("Name.Class",            "primal"),
    ("Name.Decorator",        "primal"),
)
# fmt: on
Piece = tuple[int, int, str]  # column, length, colour token


def python_lexer() -> Lexer:
    """Pygments' lexer of Python, which leaves every character where it is."""
    from pygments.lexers.python import PythonLexer  # after the first frame

    lexer = PythonLexer(stripnl=False, ensurenl=False)
    list(lexer.get_tokens("pass"))  # compiles what it looks for
    return lexer


def colored_pieces(lexer: Lexer, text: str) -> list[tuple[Piece, ...]]:
    """The coloured pieces of every line."""
    lines: list[list[Piece]] = [[]]
    column = 0
    for kind, value in lexer.get_tokens(text):
        name = str(kind).removeprefix("Token.")
        color = next((color for prefix, color in TOKENS if name.startswith(prefix)), "")
        for index, part in enumerate(value.split("\n")):
            if index:
                lines.append([])
                column = 0
            if part and color:
                lines[-1].append((column, len(part), color))
            column += len(part)
    return [tuple(line) for line in lines]


class Highlighter(QSyntaxHighlighter):
    """Colours lines from the last lexing; a line whose pieces did not change is left alone."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self.theme = theme
        self._lexer: Lexer | None = None
        self._coming = False
        self._lexed = ""
        self._lines: list[tuple[Piece, ...]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.lex)
        document.contentsChanged.connect(self._wait)
        theme.changed.connect(self.rehighlight)

    def _wait(self) -> None:
        if self._lexer is None:
            self._timer.start(200)  # its import is for after the first frame
            return
        self._timer.start(0 if self.document().characterCount() < LONG else 250)

    def lex(self) -> None:
        """Lex the whole text and colour the lines that changed."""
        if self._lexer is None:  # its hundred expressions take as many milliseconds, beside the window
            if not self._coming:
                self._coming = True
                beside(python_lexer, self._take, self)
            return
        text = self.document().toPlainText()
        if text == self._lexed:  # other colours count as a change too
            return
        old, self._lexed, self._lines = self._lines, text, colored_pieces(self._lexer, text)
        block = self.document().firstBlock()
        number = 0
        while block.isValid():
            if number >= len(old) or number >= len(self._lines) or old[number] != self._lines[number]:
                self.rehighlightBlock(block)
            block, number = block.next(), number + 1

    def _take(self, lexer: Lexer) -> None:
        self._lexer = lexer
        self.lex()

    def highlightBlock(self, _text: str) -> None:
        """Colour one line."""
        number = self.currentBlock().blockNumber()
        if number < len(self._lines):
            for column, length, color in self._lines[number]:
                look = QTextCharFormat()
                look.setForeground(self.theme.color(color))
                self.setFormat(column, length, look)
