"""MP4 by PyAV, which is heavy and so is an extra: `pip install 'adstudio[film]'`."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from pathlib import Path

import numpy as np

from adstudio.gui.exports.animation import Frame

COMMAND = "pip install 'adstudio[film]'"
FEWEST = 12  # frames a second: players stumble over fewer
QUALITY = "17"  # of x264: 0 is lossless, 23 its default; thin letters need better than that


def available() -> bool:
    """Whether PyAV is installed; finds it without importing it."""
    return importlib.util.find_spec("av") is not None


class Video:
    """An H.264 film in an MP4, which any player plays."""

    def __init__(self, path: Path, width: int, height: int, *, steps_a_second: float) -> None:
        import av

        repeats = max(1, int(np.ceil(FEWEST / steps_a_second)))
        self._rate = Fraction(steps_a_second * repeats).limit_denominator(1000)
        self._container = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._stream = self._container.add_stream("libx264", rate=self._rate)
        self._stream.width, self._stream.height = width & ~1, height & ~1  # the format halves both
        self._stream.pix_fmt = "yuv420p"
        self._stream.options = {"crf": QUALITY, "preset": "veryfast", "tune": "animation"}
        self._stream.codec_context.thread_count = 1
        self._closed = False

    def add(self, frame: Frame, milliseconds: int) -> None:
        """Show a frame for so long, rounded to the film's rate."""
        import av

        height, width = self._stream.height, self._stream.width
        channels = np.ascontiguousarray(frame[:height, :width]).astype("<u4").view(np.uint8)
        picture = av.VideoFrame.from_ndarray(channels.reshape(height, width, 4), format="bgra")
        for _ in range(max(1, round(milliseconds / 1000 * float(self._rate)))):
            for packet in self._stream.encode(picture):
                self._container.mux(packet)

    def close(self) -> None:
        """Write what is left and the index."""
        if not self._closed:
            self._closed = True
            for packet in self._stream.encode():
                self._container.mux(packet)
            self._container.close()
