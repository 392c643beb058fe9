"""Whether things may move: the person's choice first, then what the desktop says."""

from __future__ import annotations

from pathlib import Path

import pytest

from adstudio.gui.motion import Motion, desktop_reduces_motion


@pytest.mark.parametrize(
    ("file", "text", "reduced"),
    [
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=false\n", True),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n", True),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=true\n", False),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0\n", True),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=1.5\n", False),
        ("kdeglobals", "not a file of settings", False),
    ],
)
def test_desktop_says_it_in_its_own_file(tmp_path: Path, file: str, text: str, reduced: bool) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    assert desktop_reduces_motion(tmp_path) is reduced


def test_desktop_that_says_nothing_lets_things_move(tmp_path: Path) -> None:
    assert desktop_reduces_motion(tmp_path) is False


def test_choice_counts_for_more_than_the_desktop(qapp, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "kdeglobals").write_text("[KDE]\nAnimationDurationFactor=0\n", "utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    motion = Motion("off")
    assert motion.allowed
    motion.choose("on")
    assert not motion.allowed


def test_change_is_told_once(qapp, qtbot) -> None:
    motion = Motion("off")
    with qtbot.waitSignal(motion.changed):
        motion.choose("on")
    with qtbot.assertNotEmitted(motion.changed):
        motion.choose("on")


def test_word_that_is_no_choice_is_refused(qapp) -> None:
    with pytest.raises(ValueError, match="no such choice 'maybe'"):
        Motion("on").choose("maybe")
