"""Formulas as rich text: each piece in the colour of what it is, each number a link to why it is so."""

from __future__ import annotations

from adstudio.gui.plain_text import escaped, in_a_line
from adstudio.gui.theme import Theme
from adstudio.traces.writing import Line, Token

COLORS = {"number": "text", "operator": "text", "plain": "text_secondary"}  # other roles are tokens of the theme
BREAKS = ("=", "→", "+=")  # before which a line may be broken; after a comma it may be, too


def colored(line: Line, theme: Theme, *, links: bool = True) -> str:
    """The line as HTML; a number that is known has its quantity's key as the link."""
    return "".join(_piece(token, theme, links) for token in line)


def color_of(token: Token, theme: Theme) -> str:
    """The colour of a piece, "#rrggbb"."""
    return theme.colors[COLORS.get(token.role, token.role)]


def _piece(token: Token, theme: Theme, links: bool) -> str:
    text = escaped(in_a_line(token.text))
    if token.text.strip() in BREAKS and text.startswith(" "):
        text = " " + text.lstrip().replace(" ", "&nbsp;")
    elif token.text.strip() != ",":
        text = text.replace(" ", "&nbsp;")
    color = color_of(token, theme)
    if links and token.about is not None:
        return f'<a href="{token.about.key}" style="color:{color};text-decoration:none">{text}</a>'
    return f'<span style="color:{color}">{text}</span>'
