"""Opening files to import: which format, whether readable, how far reading has come."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from shoal.model.errors import InvalidInput

Format = Literal["parquet", "csv", "json"]

_FORMATS: dict[str, Format] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2"}

BLOCK = 16 * 1024 * 1024


def format_of(path: Path) -> Format:
    """By the name: .parquet, .csv, .tsv, .jsonl, .ndjson, .json, the text ones also with .gz, .zst or .bz2.

    Raises InvalidInput for another name, and for a path that is no readable file or holds nothing.
    """
    if not path.exists():
        raise InvalidInput(f"there is no file {path}")
    if path.is_dir():
        raise InvalidInput(f"{path} is a directory", hint="name a file; several files are several imports")
    try:
        with path.open("rb") as file:
            first = file.read(1)
    except OSError as error:
        raise InvalidInput(f"can't read {path}: {error.strerror}", hint="check its permissions") from None
    if not first:
        raise InvalidInput(f"{path} is empty")
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _COMPRESSIONS:
        suffixes.pop()
    found = _FORMATS.get(suffixes[-1]) if suffixes else None
    if found is None or (found == "parquet" and path.suffix.lower() in _COMPRESSIONS):
        raise InvalidInput(
            f"can't tell the format of {path.name}",
            hint="name it .parquet, .csv, .tsv or .jsonl, the text ones also with .gz, .zst or .bz2",
        )
    return found


class TextFile:
    """The bytes of a plain or compressed file in whole lines; `done` of `total` bytes of the file were read."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """`encoding` (default UTF-8) is turned into UTF-8. Raises InvalidInput for an unknown one."""
        self._path = path
        try:
            self._decoder = codecs.getincrementaldecoder(encoding)("strict") if encoding else None
        except LookupError:
            raise InvalidInput(f"there is no text encoding {encoding!r}", hint="for example utf-8, latin-1") from None
        self.total = path.stat().st_size
        self._raw: pa.NativeFile | None = None

    @property
    def done(self) -> int:
        return min(self._raw.tell(), self.total) if self._raw is not None and not self._raw.closed else self.total

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """About `size` bytes at a time, cut after a line end; a line longer than that comes whole.

        Raises InvalidInput when the compressed data is damaged.
        """
        compression = _COMPRESSIONS.get(self._path.suffix.lower())
        self._raw = pa.OSFile(str(self._path))
        try:
            stream = pa.CompressedInputStream(self._raw, compression) if compression else self._raw
            rest = b""
            first = True
            while block := self._read(stream, size):
                if first:
                    block = block.removeprefix(b"\xef\xbb\xbf")
                    first = False
                cut = block.rfind(b"\n") + 1
                if cut == 0:
                    rest += block
                    continue
                yield rest + block[:cut]
                rest = block[cut:]
            if rest:
                yield rest
        finally:
            self._raw.close()

    def _read(self, stream: pa.NativeFile, size: int) -> bytes:
        try:
            block = bytes(stream.read(size))
            if self._decoder is None:
                return block
            # A block may end inside a character and decode to nothing before the end of the file.
            text = self._decoder.decode(block, final=not block)
            while block and not text:
                block = bytes(stream.read(size))
                text = self._decoder.decode(block, final=not block)
            return text.removeprefix("\ufeff").encode()
        except UnicodeDecodeError as error:
            raise InvalidInput(
                f"{self._path} isn't {error.encoding}: {error.reason}", hint="set csv.encoding in the mapping"
            ) from None
        except (OSError, pa.ArrowInvalid) as error:
            raise InvalidInput(f"can't read {self._path}: {error}", hint="is the file complete?") from error


def open_parquet(path: Path) -> pq.ParquetFile:
    """Raises InvalidInput when it is no Parquet file."""
    try:
        return pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise InvalidInput(f"{path} is no readable Parquet file: {error}", hint="is the file complete?") from None
