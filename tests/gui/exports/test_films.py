"""Films: every frame of every format against what was painted."""

from __future__ import annotations

import errno
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import worked_example
from PIL import Image
from PySide6.QtGui import QColor

from adstudio.analysis.layout import Wiring, layout
from adstudio.gui.exports.animation import Gif, WebP, changed, palette
from adstudio.gui.exports.frames import FramePainter, Page, pixels_of
from adstudio.gui.exports.jobs import FilmJob
from adstudio.gui.exports.video import Video
from adstudio.gui.graph.scene import GraphScene
from adstudio.gui.theme import Theme, load_fonts

STEPS = range(20, 30)
WIDTH, HEIGHT = 640, 360


def frames(count=7, width=201, height=121, colors=0):
    """A square that wanders; with noise of many colours where asked."""
    random = np.random.default_rng(0)
    made = []
    for i in range(count):
        frame = np.full((height, width), 0xFF202020, np.uint32)
        frame[10 + 9 * i : 30 + 9 * i, 20 + 7 * i : 60 + 7 * i] = 0xFFFF0000 + i * 0x1030
        if colors:
            frame[:10] = random.integers(0, colors, (10, width), np.uint32) | 0xFF000000
        made.append(frame)
    return made


def shown(path: Path) -> list[tuple[np.ndarray, int]]:
    """Every frame of a file as a player shows it, and for how long."""
    found = []
    with Image.open(path) as film:
        for number in range(film.n_frames):
            film.seek(number)
            channels = np.array(film.convert("RGB")).astype(np.uint32)
            found.append((channels[..., 0] << 16 | channels[..., 1] << 8 | channels[..., 2], film.info["duration"]))
    return found


def write(path: Path, given, milliseconds=500):
    height, width = given[0].shape
    with path.open("wb") as file:
        film = Gif(file, width, height, given) if path.suffix == ".gif" else WebP(file, width, height)
        for frame in given:
            film.add(frame, milliseconds)
        film.close()


@pytest.mark.parametrize("name", ["a.gif", "a.webp"])
def test_every_frame_is_shown_as_it_was_painted(tmp_path, name):
    given = frames()
    write(tmp_path / name, given)
    found = shown(tmp_path / name)
    assert len(found) == len(given)
    for (frame, duration), wanted in zip(found, given, strict=True):
        np.testing.assert_array_equal(frame, wanted & 0xFFFFFF)
        assert duration == 500


@pytest.mark.parametrize("name", ["a.gif", "a.webp"])
def test_equal_frames_are_one_that_lasts_longer(tmp_path, name):
    one, two = frames(2)
    write(tmp_path / name, [one, one, one, two], 200)
    assert [duration for _, duration in shown(tmp_path / name)] == [600, 200]


@pytest.mark.parametrize("name", ["a.gif", "a.webp"])
def test_a_small_change_costs_little(tmp_path, name):
    noisy = frames(1, colors=1 << 24)[0]
    write(tmp_path / name, [noisy])
    alone = (tmp_path / name).stat().st_size
    more = [noisy.copy() for _ in range(20)]
    for i, frame in enumerate(more):
        frame[50:52, 4 * i : 4 * i + 3] = 0xFFFFFFFF
    write(tmp_path / name, more)
    assert (tmp_path / name).stat().st_size < alone + 20 * 200


def test_a_gif_keeps_frequent_colours_exactly_and_comes_near_all_others(tmp_path):
    given = frames(3, colors=1 << 24)
    write(tmp_path / "a.gif", given)
    for (frame, _), wanted in zip(shown(tmp_path / "a.gif"), given, strict=True):
        np.testing.assert_array_equal(frame[10:], wanted[10:] & 0xFFFFFF)
        apart = [abs((frame[:10] >> s & 255).astype(int) - (wanted[:10] >> s & 255).astype(int)) for s in (0, 8, 16)]
        assert np.mean(apart) < 30


def test_a_palette_has_room_for_the_colour_that_means_as_before():
    assert len(palette(frames(7, colors=1 << 24))) <= 255
    assert len(palette(frames(1))) == 2


def test_what_changed_is_a_box_around_it():
    one, two = frames(2)
    assert changed(None, one) == (0, 0, 201, 121)
    assert changed(one, one) is None
    assert changed(one, two) == (20, 10, 67, 39)


def test_an_mp4_shows_every_frame_for_its_time(tmp_path):
    av = pytest.importorskip("av")
    given, path = frames(7, width=320, height=240), tmp_path / "a.mp4"
    film = Video(path, 320, 240, steps_a_second=2.0)
    for frame in given:
        film.add(frame, 500)
    film.close()
    with av.open(str(path)) as opened:
        stream = opened.streams.video[0]
        assert stream.average_rate == Fraction(12)
        decoded = [picture.to_ndarray(format="rgb24").astype(int) for picture in opened.decode(video=0)]
    assert len(decoded) == 7 * 6
    for number, wanted in enumerate(given):
        ground = decoded[number * 6 + 3][200:, 200:]
        assert abs(ground - 0x20).max() <= 4
        square = decoded[number * 6 + 3][15 + 9 * number, 40 + 7 * number]
        red = [int(wanted[15 + 9 * number, 40 + 7 * number]) >> s & 255 for s in (16, 8, 0)]
        assert abs(square - red).max() < 30


# -- the job


@pytest.fixture
def painter(qapp):
    load_fonts()
    trace = worked_example.trace()
    scene = GraphScene(trace, layout(Wiring.of(trace), (130.0, 76.0)))

    def make(scheme="dark", **choices):
        given = {"code": True, "words": True, "part": "whole", **choices}
        return FramePainter(scene, Theme(scheme), Page(WIDTH, HEIGHT, **given))

    return make


@pytest.mark.parametrize("ending", ["gif", "webp"])
def test_a_film_has_a_frame_a_step_and_rests_on_the_last(painter, qtbot, tmp_path, ending):
    job = FilmJob(tmp_path / f"f.{ending}", painter(), STEPS, 4.0, None)
    progress = []
    job.progressed.connect(lambda done, total: progress.append((done, total)))
    with qtbot.waitSignal(job.ended, timeout=20_000) as ended:
        job.start()
    assert ended.args == [""]
    assert progress == [(i, 10) for i in range(1, 11)]
    found = shown(job.path)
    assert [duration for _, duration in found] == [250] * 9 + [2250]
    if ending == "webp":  # without a loss
        for step, (frame, _) in zip(STEPS, found, strict=True):
            np.testing.assert_array_equal(frame, pixels_of(painter().frame(step)) & 0xFFFFFF)


def test_the_ground_of_a_gif_is_exactly_the_themes(painter, qtbot, tmp_path):
    for scheme in ("light", "dark"):
        job = FilmJob(tmp_path / f"{scheme}.gif", painter(scheme), STEPS, 4.0, None)
        with qtbot.waitSignal(job.ended, timeout=20_000):
            job.start()
        for frame, _ in shown(job.path):
            assert QColor(int(frame[2, 2])) == Theme(scheme).color("panel")


@pytest.mark.parametrize("after", [0, 3])
def test_a_cancelled_film_leaves_what_was_there(painter, qtbot, tmp_path, after):
    path = tmp_path / "f.gif"
    path.write_bytes(b"old")
    job = FilmJob(path, painter(), STEPS, 4.0, None)
    if after:
        job.progressed.connect(lambda done, _total: job.cancel() if done >= after else None)
    with qtbot.waitSignal(job.ended, timeout=20_000) as ended:
        job.start()
        if not after:
            job.cancel()
    assert ended.args == ["cancelled"]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    assert not job._thread.is_alive()


def test_a_full_disk_is_one_message_and_leaves_nothing(painter, qtbot, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("adstudio.gui.exports.animation.Gif._write", full)
    job = FilmJob(tmp_path / "f.gif", painter(), STEPS, 4.0, None)
    with qtbot.waitSignal(job.ended, timeout=20_000) as ended:
        job.start()
    assert ended.args == [f"{tmp_path / 'f.gif'}: No space left on device"]
    assert not list(tmp_path.iterdir())


# -- frames


def test_a_frame_shows_the_code_and_the_words_where_they_are_asked_for(painter):
    full, bare = painter(), painter(code=False, words=False)
    ground = Theme("dark").color("panel")

    def seen(image, left, top, right, bottom):
        return any(image.pixelColor(x, y) != ground for x in range(left, right, 2) for y in range(top, bottom, 2))

    for painted, there in ((full, True), (bare, False)):
        frame = painted.frame(27)
        assert seen(frame, 6, 10, 12, 120) == there  # line numbers
        assert seen(frame, 10, 312, 200, 350) == there  # the formula
    assert pixels_of(full.frame(27)).tolist() != pixels_of(full.frame(28)).tolist()


def test_a_picture_that_follows_keeps_the_step_in_sight(painter):
    painted = painter(part="follow")
    for step in STEPS:
        painted.frame(step)
        row = painted.trace.timeline.step(step).row
        assert painted._camera.shows(painted.scene.card_rect(row))
