"""What is shipped beside the code: found, well-formed, legible, and running as it stands."""

from __future__ import annotations

import json
import runpy
from itertools import product

import pytest
import worked_example
from PySide6.QtGui import QFontDatabase, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer

from adstudio import assets

THEMES = ["dark", "light", "high-contrast"]
GROUNDS = ["window", "panel", "raised", "node", "selection"]
INKS = ["text", "text_secondary", "text_pending", "primal", "tangent", "adjoint", "higher_order", "trouble"]
ACCENTS = ["primal", "tangent", "adjoint", "higher_order", "trouble"]
ICONS = sorted(path.name for path in assets.path("icons").glob("*.svg"))
EXAMPLES = sorted(path.name for path in assets.path("examples").glob("*.py"))

VALUES = {  # of f() at its defaults, worked out apart from the programs
    "branch_loss.py": 0.275,  # δ(|e| − δ/2) at e = 0.8, δ = 0.5
    "cancellation.py": 0.5,  # (1 − cos x)/x² → 1/2
    "higher_order.py": 2.2443637,  # sin(1.5)·2.25
    "kink_abs.py": 0.0,
    "newton_sqrt.py": 2.0**0.5,
    "polynomial_horner.py": 11.0,  # 1 − 6 + 16
    "rosenbrock.py": 24.2,  # Rosenbrock 1960, at (−1.2, 1)
    "seed_example.py": worked_example.VALUES[-1],
    "where_trap.py": 0.0,
}


def test_an_asset_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match=r"no asset 'themes/none\.json'"):
        assets.path("themes", "none.json")


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2: from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard():
    assert _contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the well-known grey that just fails


@pytest.mark.parametrize("name", THEMES)
def test_every_text_of_a_theme_is_legible_on_every_ground(name: str):
    theme = json.loads(assets.path("themes", f"{name}.json").read_text("utf-8"))
    wanted = 7.0 if name == "high-contrast" else 4.5
    colours = theme["palette"]
    pairs = [*product(INKS, GROUNDS), *product(["on_accent"], ACCENTS)]
    weak = {pair: round(_contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < wanted} == {}


def test_themes_have_the_same_tokens():
    tokens = [json.loads(assets.path("themes", f"{name}.json").read_text("utf-8"))["palette"].keys() for name in THEMES]
    assert tokens[0] == tokens[1] == tokens[2]
    assert {*GROUNDS, *INKS, "hairline", "node_border", "on_accent"} == set(tokens[0])


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_draws_something_on_its_grid(name: str, qapp: object):
    renderer = QSvgRenderer(str(assets.path("icons", name)))
    assert renderer.isValid()
    assert renderer.viewBoxF().width() == renderer.viewBoxF().height() == (256 if name == "adstudio.svg" else 24)
    picture = QImage(48, 48, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    renderer.render(painter)
    painter.end()
    edge = [picture.pixelColor(x, y).alpha() for x in range(48) for y in (0, 47)]
    inked = sum(picture.pixelColor(x, y).alpha() > 128 for x in range(48) for y in range(48))
    assert inked > 40
    assert max(edge) == 0


@pytest.mark.parametrize("name", [name for name in ICONS if name != "adstudio.svg"])
def test_an_icon_takes_the_colour_of_its_place(name: str):
    text = assets.path("icons", name).read_text("utf-8")
    assert 'stroke="currentColor"' in text
    assert "#" not in text


def test_the_application_icon_is_also_a_bitmap(qapp: object):
    picture = QImage(str(assets.path("icons", "adstudio.png")))
    assert (picture.width(), picture.height()) == (256, 256)


@pytest.mark.parametrize(
    ("file", "family"),
    [(f"Inter-{weight}.otf", "Inter") for weight in ("Regular", "SemiBold", "Bold")]
    + [(f"JetBrainsMono-{weight}.ttf", "JetBrains Mono") for weight in ("Regular", "Medium", "Bold")],
)
def test_a_font_is_there_with_the_signs_of_the_field(file: str, family: str, qapp: object):
    place = str(assets.path("fonts", file))
    number = QFontDatabase.addApplicationFont(place)
    assert any(name.startswith(family) for name in QFontDatabase.applicationFontFamilies(number))
    font = QRawFont(place, 12)
    assert [sign for sign in "v\u0304\u0307₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹∂·√−→∞ε" if not font.supportsCharacter(ord(sign))] == []


def test_each_font_has_its_licence_beside_it():
    for family, holder in (
        ("Inter", "The Inter Project Authors"),
        ("JetBrainsMono", "The JetBrains Mono Project Authors"),
    ):
        text = assets.path("fonts", f"OFL-{family}.txt").read_text("utf-8")
        assert holder in text.splitlines()[0]
        assert "SIL OPEN FONT LICENSE Version 1.1" in text
        assert list(assets.path("fonts").glob(f"{family}-*"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs_as_plain_python(name: str):
    f = runpy.run_path(str(assets.path("examples", name)))["f"]
    value = float(f())
    if name in VALUES:
        assert value == pytest.approx(VALUES[name], rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "seed_example.py"])
def test_an_example_says_what_it_shows(name: str):
    f = runpy.run_path(str(assets.path("examples", name)))["f"]
    assert 20 < len(f.__doc__ or "") < 250


def test_the_first_example_is_the_worked_example():
    assert assets.path("examples", "seed_example.py").read_text("utf-8") == worked_example.SOURCE
