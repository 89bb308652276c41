"""FLAC, Ogg Vorbis and Opus, MP3, AIFF: what libsndfile reads, as octets of f32.

SatNOGS keeps its observations as Ogg.  The library comes with the extra `audio`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from gateway.errors import SourceError

MAGIC = (b"fLaC", b"OggS", b"ID3", b"FORM", b".snd", b"caff")
"""How such files begin."""

FRAME_OCTETS = 4
"""Of one sample of one channel, as it is handed on."""


class Octets(Protocol):
    """What samples are read from."""

    def read(self, size: int, /) -> bytes:
        """The next *size* octets, fewer only at the end."""

    def close(self) -> None:
        """Give the file back."""


class CompressedFile:
    """A file that libsndfile decodes.

    Args:
        path: The file.

    Attributes:
        sample_rate: Hz.
        channels: Interleaved.
        frames: Samples of each channel; 0 if the file does not say.

    Raises:
        SourceError: The library is missing, or cannot read the file.
    """

    def __init__(self, path: Path):
        library = _library()
        try:
            self._file: Any = library.SoundFile(str(path))
        except (library.SoundFileError, OSError) as error:
            raise SourceError(f"{path.name}: {error}") from error
        self._error: type[Exception] = library.SoundFileError
        self.sample_rate = float(self._file.samplerate)
        self.channels = int(self._file.channels)
        # libsndfile says 2**63 - 1 where a stream does not tell its length.
        self.frames = int(self._file.frames) if self._file.frames < 1 << 48 else 0

    def read(self, size: int, /) -> bytes:
        """The next octets of interleaved f32; none at the end or where the file is broken."""
        try:
            found = self._file.buffer_read(size // (FRAME_OCTETS * self.channels), "float32")
        except self._error:
            return b""
        return bytes(found)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _library() -> Any:
    try:
        import soundfile
    except (ImportError, OSError) as error:
        reason = "FLAC and Ogg need soundfile: pip install 'cupola-gateway[audio]'"
        raise SourceError(reason) from error
    return soundfile
