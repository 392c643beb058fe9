"""Pictures: what is in the files, judged by Qt's own readers and by their text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
import worked_example
from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from adstudio.analysis.curves import curve
from adstudio.analysis.layout import Wiring, layout
from adstudio.gui.curve.panel import CurvePlot
from adstudio.gui.exports import graph as export_graph
from adstudio.gui.exports.pictures import Picture, image, pdf, save, svg
from adstudio.gui.exports.plots import LARGE, picture
from adstudio.gui.exports.strokes import even
from adstudio.gui.graph.moment import Moment
from adstudio.gui.graph.picture import GraphPicture
from adstudio.gui.graph.scene import GraphScene
from adstudio.gui.orders.taylor_plot import TaylorPlot
from adstudio.gui.theme import Theme, load_fonts
from adstudio.program.loading import load

SVG = "{http://www.w3.org/2000/svg}"
CURVE = curve(load(worked_example.SOURCE), {"x1": 2.0, "x2": 5.0}, wrt="x1")
TAYLOR = {"wrt": "x1", "centre": 2.0, "coefficients": [4.0, 4.0, 1.0], "radius": 1.0,
          "function": {"x": [1.0, 2.0, 3.0], "y": [1.0, 4.0, 9.0]}}  # fmt: skip


@pytest.fixture
def graph(qapp):
    load_fonts()
    trace = worked_example.trace()
    scene = GraphScene(trace, layout(Wiring.of(trace), (130.0, 76.0)))
    return lambda scheme: GraphPicture(scene, Theme(scheme))


def of_graph(graph, scheme="light", *, step=27, transparent=False) -> Picture:
    made = graph(scheme)
    camera, moment = export_graph.whole(made.scene), Moment.of(made.scene.trace, step)
    return export_graph.picture(made, camera, moment, title="f", transparent=transparent)


def drawn(data: bytes, size: QSize) -> QImage:
    """An SVG as Qt's renderer, which is not its generator, reads it."""
    renderer = QSvgRenderer(QByteArray(data))
    assert renderer.isValid()
    made = QImage(size, QImage.Format.Format_RGB32)
    made.fill(QColor("white"))
    with QPainter(made) as painter:
        renderer.render(painter)
    return made


def unlike(one: QImage, other: QImage) -> float:
    """The share of pixels that are clearly of another colour."""
    count = 0
    for y in range(0, one.height(), 2):
        for x in range(0, one.width(), 2):
            a, b = one.pixelColor(x, y), other.pixelColor(x, y)
            count += max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue())) > 90
    return count * 4 / (one.width() * one.height())


# -- the graph


@pytest.mark.parametrize("outlined", [True, False])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_svg_of_the_graph_looks_like_the_graph(graph, scheme, outlined):
    made = of_graph(graph, scheme)
    pixels = image(made, 1.0)
    assert unlike(pixels, drawn(svg(made, outlined=outlined), pixels.size())) < 0.01


def test_letters_become_shapes_that_are_still_named_by_their_text(graph):
    data = svg(of_graph(graph), outlined=True).decode()
    assert "<text" not in data
    assert 'aria-label="v₁ · v₂"' in data
    root = ET.fromstring(data)
    shapes = {element.get("id") for element in root.iter(f"{SVG}path") if element.get("id")}
    used = {element.get("{http://www.w3.org/1999/xlink}href")[1:] for element in root.iter(f"{SVG}use")}
    assert used == shapes


def test_letters_that_stay_text_can_be_searched(graph):
    data = svg(of_graph(graph), outlined=False).decode()
    texts = ["".join(element.itertext()).strip() for element in ET.fromstring(data).iter(f"{SVG}text")]
    assert "v₁ · v₂" in texts
    assert "-0.283662" in texts


def test_no_line_of_an_svg_depends_on_how_programs_scale_strokes(graph):
    assert "non-scaling-stroke" not in svg(of_graph(graph)).decode()


def test_a_pdf_has_its_fonts_in_it_and_the_size_of_the_picture(graph):
    made = of_graph(graph)
    data = pdf(made)
    assert data.startswith(b"%PDF-")
    assert b"/FontFile2" in data
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert (float(box[1]), float(box[2])) == pytest.approx((made.width * 0.75, made.height * 0.75), abs=1)


@pytest.mark.parametrize("scale", [1.0, 2.0, 4.0, 300 / 96])
def test_a_png_has_the_scale_that_was_chosen(graph, tmp_path, scale):
    made, path = of_graph(graph), tmp_path / "g.png"
    save(made, path, scale=scale)
    read = QImage(str(path))
    assert (read.width(), read.height()) == (round(made.width * scale), round(made.height * scale))


def test_a_png_without_a_background_is_transparent_between_the_cards(graph, tmp_path):
    path = tmp_path / "g.png"
    save(of_graph(graph, transparent=True), path)
    assert QImage(str(path)).pixelColor(2, 2).alpha() == 0
    save(of_graph(graph, transparent=False), path)
    assert QImage(str(path)).pixelColor(2, 2) == Theme("light").color("panel")


def test_the_themes_differ_and_each_has_its_ground(graph):
    for scheme in ("light", "dark", "high-contrast"):
        assert image(of_graph(graph, scheme), 1.0).pixelColor(2, 2) == Theme(scheme).color("panel")


def test_a_picture_too_large_is_refused_before_it_takes_memory(graph):
    with pytest.raises(MemoryError, match="too large; choose a smaller scale"):
        image(of_graph(graph), 1000.0)


def test_a_place_that_cannot_be_written_leaves_nothing(graph, tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        save(of_graph(graph), tmp_path / "nowhere" / "g.svg")
    file = tmp_path / "file.svg"
    file.mkdir()
    with pytest.raises(OSError):
        save(of_graph(graph), file)
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_replaced_keeps_its_permissions(graph, tmp_path):
    path = tmp_path / "g.svg"
    path.write_text("old")
    path.chmod(0o640)
    save(of_graph(graph), path)
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.read_text() != "old"


# -- plots


@pytest.fixture
def plot(qtbot):
    def make(kind, data):
        load_fonts()
        made = kind(Theme("dark"))
        qtbot.addWidget(made)
        made.resize(360, 200)
        made.take(data)
        with qtbot.waitExposed(made):
            made.show()
        return made

    return make


@pytest.mark.parametrize(("kind", "data"), [(CurvePlot, CURVE), (TaylorPlot, TAYLOR)])
def test_an_svg_of_a_plot_looks_like_its_png(plot, kind, data):
    made = picture(plot(kind, data), Theme("light"), LARGE, transparent=False)
    pixels = image(made, 1.0)
    assert (pixels.width(), pixels.height()) == (960, 560)
    assert unlike(pixels, drawn(svg(made), pixels.size())) < 0.01


@pytest.mark.parametrize(("kind", "data"), [(CurvePlot, CURVE), (TaylorPlot, TAYLOR)])
def test_the_plot_on_the_screen_is_as_it_was(plot, qapp, kind, data):
    shown = plot(kind, data)
    qapp.processEvents()
    before = shown.grab().toImage()
    for scheme in ("light", "high-contrast"):
        image(picture(shown, Theme(scheme), LARGE, transparent=True), 2.0)
    assert shown.grab().toImage() == before
    assert shown.theme.name == "dark"


def test_a_zoomed_plot_is_exported_zoomed_and_its_curve_ends_at_the_frame(plot):
    shown = plot(TaylorPlot, TAYLOR)
    shown.setRange(xRange=(1.9, 2.1), yRange=(3.9, 4.1), padding=0)
    made = picture(shown, Theme("light"), LARGE, transparent=False)
    blue = Theme("light").color("primal")
    pixels = image(made, 1.0)
    margin = [pixels.pixelColor(x, y) for x in range(20) for y in range(60, 500)]
    assert blue not in margin
    assert unlike(pixels, drawn(svg(made), pixels.size())) < 0.01


def test_the_names_of_the_axes_and_the_legend_are_in_the_picture_only(plot):
    shown = plot(CurvePlot, CURVE)
    data = svg(picture(shown, Theme("light"), LARGE, transparent=False), outlined=False).decode()
    for words in ("step size h", "error", "∂f/∂x1: error of finite differences"):
        assert words in data
    assert not shown.getAxis("bottom").label.isVisible()


# -- strokes


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ('<polyline fill="none" vector-effect="non-scaling-stroke" points="1,2 3,4 " />', "12.000,-6.000 16.000,-12.000"),
        ('<path vector-effect="non-scaling-stroke" d="M1,2 L3,4"/>', "M12.000,-6.000 L16.000,-12.000"),
        ('<rect vector-effect="non-scaling-stroke" x="1" y="2" width="2" height="2"/>',
         "M12.000,-6.000 L16.000,-6.000 L16.000,-12.000 L12.000,-12.000 Z"),
        ('<line vector-effect="non-scaling-stroke" x1="1" y1="2" x2="3" y2="4"/>', "M12.000,-6.000 L16.000,-12.000"),
        ('<circle vector-effect="non-scaling-stroke" cx="1" cy="2" r="1"/>', "M14.000,-6.000 C14.000,-7.657"),
    ],
)  # fmt: skip
def test_a_line_of_constant_width_is_written_where_it_ends_up(element, expected):
    text = f'<g stroke="red" transform="matrix(2,0,0,-3,10,0)">\n{element}\n</g>'
    assert expected in even(text)
    assert "non-scaling-stroke" not in even(text)
    ET.fromstring(f"<svg>{even(text)}</svg>")
