"""Pictures of the graph and of the plots: what, how, and a preview."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage

from adstudio.gui.exports import graph as export_graph
from adstudio.gui.exports.form import COLORS, FormPage, Preview, fill, theme_of
from adstudio.gui.exports.pictures import Picture, image, save
from adstudio.gui.graph.moment import Look, Moment
from adstudio.gui.graph.picture import GraphPicture
from adstudio.gui.theme import Theme

if TYPE_CHECKING:
    from adstudio.gui.exports.desk import ExportDesk

FORMATS = (("svg", "SVG, for documents and the web"), ("pdf", "PDF, for papers"), ("png", "PNG, pixels"))
SCALES = (("1", "1×"), ("2", "2×"), ("4", "4×"), (str(300 / 96), "300 dpi"), (str(600 / 96), "600 dpi"))
LETTERS = (("shapes", "As shapes, alike everywhere"), ("text", "As text, to search and edit"))
SIZES = (("large", "960 × 560"), ("screen", "As on the screen"))
GROUNDS = (("filled", "Filled"), ("none", "None, transparent"))
GRAPHS = (("whole", "Whole graph"), ("screen", "Graph as on the screen"))
NO_GRAPH = "There is no graph yet: trace a program first (F5)"
DETAILED = 150  # cards up to which a preview is the very picture
COPIED = 2.0  # the scale on the clipboard


class PicturePage(FormPage):
    """One picture to a file, or to the clipboard as pixels."""

    def __init__(self, desk: ExportDesk) -> None:
        self.preview = Preview(desk.theme)
        super().__init__(self.preview)
        self.desk = desk
        self.what = self.choice("&Picture of", GRAPHS)
        self.format = self.choice("&Format", FORMATS)
        self.colors = self.choice("&Colours", COLORS)
        self.ground = self.choice("&Background", GROUNDS)
        self.scale = self.choice("Sca&le", SCALES, "Pixels of the file to one of the screen; 96 to an inch are 1×")
        self.scale.setCurrentIndex(1)
        self.letters = self.choice(
            "Le&tters", LETTERS, "As text, they look right where the fonts Inter and JetBrains Mono are installed"
        )
        self.dimensions = self.choice("Si&ze", SIZES)
        for combo in (self.what, self.format, self.colors, self.ground, self.scale, self.letters, self.dimensions):
            combo.currentIndexChanged.connect(self.refresh)

    def refresh(self) -> None:
        """Show what there is to export now."""
        fill(self.what, [*GRAPHS, *((f"plot {i}", plot.accessibleName()) for i, plot in enumerate(self._plots()))])
        ending = self.format.currentData()
        self.show_field(self.scale, ending == "png")
        self.show_field(self.letters, ending == "svg")
        self.show_field(self.dimensions, self._plot() is not None)
        picture = self.picture()
        if picture is None:
            self.facts.setText("")
            self.preview.say(self.obstacle())
            return
        width, height = self.preview.room()
        share = min(width / picture.width, height / picture.height, self.preview.devicePixelRatioF())
        self.preview.show_image(self._previewed(picture, share))
        self.facts.setText(self._size_in_words(picture))

    def _previewed(self, picture: Picture, share: float) -> QImage:
        """The picture that much smaller; a large graph in the detail that can be seen at that size."""
        scene = self.desk.scene
        if self._plot() is not None or scene is None or len(scene.card_rows) <= DETAILED:
            return image(picture, share)
        return image(self._of_graph(smaller=share), 1.0)

    def obstacle(self) -> str:
        """Why there is no picture."""
        return "" if self._plot() is not None or self.desk.scene is not None else NO_GRAPH

    def picture(self) -> Picture | None:
        """What is chosen."""
        plot = self._plot()
        if plot is not None:
            from adstudio.gui.exports import plots as export_plots

            size = export_plots.LARGE if self.dimensions.currentData() == "large" else plot.size()
            return export_plots.picture(plot, self._theme(), QSize(size), transparent=self._transparent())
        return None if self.desk.scene is None else self._of_graph()

    def _of_graph(self, *, smaller: float = 1.0) -> Picture:
        part = self.what.currentData()
        return graph_picture(self.desk, self._theme(), part=part, transparent=self._transparent(), smaller=smaller)

    def _theme(self) -> Theme:
        return theme_of(self.colors.currentData(), self.desk.theme)

    def _transparent(self) -> bool:
        return bool(self.ground.currentData() == "none")

    def chosen_scale(self, picture: Picture) -> float:
        """The scale of a PNG, less where that would be too many pixels."""
        return min(float(self.scale.currentData()), picture.largest_scale())

    def save(self) -> None:
        """Ask for a file and write it."""
        picture, ending = self.picture(), self.format.currentData()
        if picture is None:
            return
        plot = self._plot()
        name = "graph" if plot is None else plot.accessibleName().replace(" ", "-").lower()
        path = self.desk.ask("Save the picture as", name, ending)
        if path is not None:
            outlined = self.letters.currentData() == "shapes"
            scale = self.chosen_scale(picture)
            self.desk.attempt(path, lambda: save(picture, path, scale=scale, outlined=outlined))

    def copy(self) -> None:
        """Put it on the clipboard as pixels, in the scale that is chosen."""
        picture = self.picture()
        if picture is not None:
            QGuiApplication.clipboard().setImage(image(picture, self.chosen_scale(picture)))
            self.desk.say("Copied the picture")

    def _size_in_words(self, picture: Picture) -> str:
        if self.format.currentData() != "png":
            return f"{picture.width:,.0f} × {picture.height:,.0f} px, as lines and shapes"
        scale = self.chosen_scale(picture)
        width, height = picture.pixels(scale)
        less = "" if scale == float(self.scale.currentData()) else f", the most that can be painted: {scale:.2g}×"
        return f"{width:,} × {height:,} pixels{less}"

    def _plots(self) -> list[Any]:
        if "pyqtgraph" not in sys.modules:  # no panel with a plot was ever seen
            return []
        from adstudio.gui.exports.plots import plots

        return list(plots(self.desk.window))

    def _plot(self) -> Any:
        chosen, shown = str(self.what.currentData()), self._plots()
        index = int(chosen.removeprefix("plot ")) if chosen.startswith("plot ") else -1
        return shown[index] if 0 <= index < len(shown) else None


def graph_picture(desk: ExportDesk, theme: Theme, *, part: str, transparent: bool, smaller: float = 1.0) -> Picture:
    """The whole graph, or the part on the screen, at the step where the window stands."""
    scene = desk.scene
    assert scene is not None  # asked for only with a graph
    camera = export_graph.as_seen(desk.camera) if part == "screen" else export_graph.whole(scene)
    camera = export_graph.shrunk(camera, smaller)
    moment = Moment.of(scene.trace, desk.cursor.step)
    return export_graph.picture(
        GraphPicture(scene, theme),
        camera,
        moment,
        title=f"{desk.document.name}: the graph after step {moment.step + 1:,}",
        transparent=transparent,
        look=Look(desk.selection.row if part == "screen" else None),
    )
