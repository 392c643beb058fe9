"""The stepping as a film: which steps, how fast, what is seen, and the frame of the step where the window stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QHBoxLayout, QSpinBox, QWidget

from adstudio.gui.exports import graph as export_graph
from adstudio.gui.exports import video as export_video
from adstudio.gui.exports.form import COLORS, FormPage, Preview, fill, theme_of
from adstudio.gui.exports.frames import FramePainter, Page
from adstudio.gui.exports.jobs import LAST, FilmJob
from adstudio.gui.sweeps import band_title

if TYPE_CHECKING:
    from adstudio.gui.exports.desk import ExportDesk
    from adstudio.traces.model import Trace

FORMATS = (("gif", "GIF, plays anywhere"), ("webp", "WebP, for the web"), ("mp4", "MP4, for slides"))
SIZES = (("960x540", "960 × 540"), ("1280x720", "1,280 × 720"), ("1920x1080", "1,920 × 1,080"))
BESIDE = (
    ("program and step", "Program and step"),
    ("step", "Step in formulas and words"),
    ("program", "Program"),
    ("nothing", "Nothing"),
)
PARTS = (("whole", "Whole"), ("screen", "As on the screen"), ("follow", "Follows the step"))
NO_STEPS = "There are no steps yet: trace a program first (F5)"


class FilmPage(FormPage):
    """One film."""

    can_copy = False

    def __init__(self, desk: ExportDesk) -> None:
        self.preview = Preview(desk.theme)
        super().__init__(self.preview)
        self.desk = desk
        self.format = self.choice("&Format", FORMATS)
        self._offer_mp4()
        self.steps = self.choice("&Steps", [("all", "All")])
        self.first, self.last = QSpinBox(), QSpinBox()
        for field, name in ((self.first, "First step"), (self.last, "Last step")):
            field.setAccessibleName(name)
            field.setGroupSeparatorShown(True)
        between = QWidget()
        row = QHBoxLayout(between)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.first)
        row.addWidget(self.last)
        self.between = between
        self.field("From, to", between)
        self.speed = QDoubleSpinBox()
        self.speed.setRange(0.2, 30.0)
        self.speed.setDecimals(1)
        self.speed.setValue(desk.speed)
        self.field("Steps a s&econd", self.speed)
        self.dimensions = self.choice("Si&ze", SIZES)
        self.dimensions.setCurrentIndex(1)
        self.colors = self.choice("&Colours", COLORS)
        self.part = self.choice("&Graph", PARTS)
        self.beside = self.choice("&With it", BESIDE)
        for combo in (self.format, self.steps, self.dimensions, self.colors, self.part, self.beside):
            combo.currentIndexChanged.connect(self.refresh)
        for spin in (self.first, self.last, self.speed):
            spin.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
            spin.valueChanged.connect(self.refresh)

    def _offer_mp4(self) -> None:
        """Without PyAV it stays in sight, and says what it needs."""
        if export_video.available():
            return
        model, at = self.format.model(), self.format.findData("mp4")
        assert isinstance(model, QStandardItemModel)
        model.item(at).setEnabled(False)
        self.format.setItemText(at, f"MP4, after {export_video.COMMAND}")

    def refresh(self) -> None:
        """Show what there is to export now."""
        self._offer_steps()
        self.show_field(self.between, self.steps.currentData() == "some")
        (width, height), (across, down) = self.pixels(), self.preview.room()
        painter, steps = self.painter(smaller=max(0.1, min(across / width, down / height, 1.0))), self.range()
        if painter is None or not len(steps):
            self.facts.setText("")
            self.preview.say(self.obstacle())
            return
        step = self.desk.cursor.step
        self.preview.show_image(painter.frame(step if step in steps else steps[0]))
        seconds = len(steps) / self.speed.value()
        self.facts.setText(f"{len(steps):,} frames, {_spelled(seconds)}; the last one stays {LAST / 1000:g} s more")

    def _offer_steps(self) -> None:
        trace = self._trace
        entries = [("all", "All")]
        if trace is not None:
            entries = [("all", f"All {len(trace.timeline):,}")]
            for band, sweep in zip(trace.timeline.sweeps, trace.sweeps, strict=True):
                entries.append((str(band.index), f"{band_title(band.kind, sweep.label).capitalize()}, {len(band):,}"))
        fill(self.steps, [*entries, ("some", "From one to another")])
        count = 0 if trace is None else len(trace.timeline)
        for field, value in ((self.first, 1), (self.last, count)):
            field.blockSignals(True)
            whole = field.maximum() == field.value() or field.value() == 0
            field.setRange(min(1, count), count)
            if field is self.last and whole:
                field.setValue(value)
            field.blockSignals(False)

    @property
    def _trace(self) -> Trace | None:
        """The one that is drawn: while another is being laid out, the one before."""
        return None if self.desk.scene is None else self.desk.scene.trace

    def pixels(self) -> tuple[int, int]:
        """Width and height of a frame."""
        width, height = self.dimensions.currentData().split("x")
        return int(width), int(height)

    def range(self) -> range:
        """The steps chosen, from 0."""
        trace, chosen = self._trace, self.steps.currentData()
        if trace is None or not len(trace.timeline):
            return range(0)
        if chosen == "all":
            return range(len(trace.timeline))
        if chosen == "some":
            first, last = sorted((self.first.value(), self.last.value()))
            return range(first - 1, last)
        band = trace.timeline.sweeps[int(chosen)]
        return range(band.start, band.stop)

    def painter(self, *, smaller: float = 1.0) -> FramePainter | None:
        """What paints the frames, as chosen, or that much smaller."""
        scene = self.desk.scene
        if scene is None:
            return None
        width, height = self.pixels()
        page = Page(
            round(width * smaller),
            round(height * smaller),
            "program" in self.beside.currentData(),
            "step" in self.beside.currentData(),
            self.part.currentData(),
            export_graph.as_seen(self.desk.camera),
        )
        return FramePainter(scene, theme_of(self.colors.currentData(), self.desk.theme), page)

    def obstacle(self) -> str:
        """Why there is no film."""
        return "" if self.desk.scene is not None and len(self.range()) else NO_STEPS

    def save(self) -> None:
        """Ask for a file and begin to write it."""
        painter, steps = self.painter(), self.range()
        if painter is None or not len(steps):
            return
        path = self.desk.ask("Save the film as", "steps", self.format.currentData())
        if path is not None:
            self.desk.run(FilmJob(path, painter, steps, self.speed.value(), self.desk))

    def copy(self) -> None:
        """A film is no business of the clipboard."""


def _spelled(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 100 else f"{int(seconds // 60)} min {int(seconds % 60)} s"
