"""gzip and zip: each member is read as what it is; bombs and archives inside archives are bounded."""

from __future__ import annotations

import io
import zlib
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kg_extract.errors import InputError
from kg_extract.read.content import LARGEST, Content, Parts

if TYPE_CHECKING:
    import zipfile

__all__ = ["inflate", "read_gzip", "read_member", "read_zip"]

#: No text shrinks to less than a two-hundredth; what is small may be anything.
_RATIO, _SMALL = 200, 2**20
#: Of all members of one archive.
_TOTAL, _MEMBERS = 4 * LARGEST, 20_000
_STEP = 2**20
_SKIPPED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def read_gzip(content: Content) -> Parts:
    """The one content of a gzip file, named without ".gz"."""
    if content.depth == 0 and content.suffix not in (".gz", ".tgz"):
        name = content.source
    else:
        name = content.source[: -len(content.suffix)] if content.suffix == ".gz" else content.source
    inner = content.member(inflate(content.data, content.source, 31), name, url=content.url)
    if inner.data[257:262] == b"ustar":
        raise InputError(f"{content.source}: is a tar archive.", "Unpack it and name the folder.")
    yield inner


def read_zip(content: Content) -> Parts:
    """The members of an archive in the order of their names; one that is damaged does not stop the others."""
    import zipfile

    try:
        archive = zipfile.ZipFile(io.BytesIO(content.data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise InputError(f"{content.source}: is a zip archive that is damaged ({fault}).", "Fetch it again.") from fault
    if _overlap(archive):
        raise InputError(f"{content.source}: its files overlap; it would unpack to far more than it seems.", "Fetch it again.")
    names = sorted({info.filename for info in archive.infolist() if not info.is_dir() and not _is_skipped(info.filename)})
    if not names or len(names) > _MEMBERS:
        what = "has no files in it" if not names else f"has more than {_MEMBERS} files in it"
        raise InputError(f"{content.source}: {what}.", "Unpack it and name the files.")
    total = 0
    for name in names:
        place = f"{content.source}!/{name}"
        try:
            data = read_member(archive, name, place)
            total += len(data)
            if total > _TOTAL:
                raise InputError(f"{content.source}: holds more than {_TOTAL // 2**20} MB.", "Unpack it and name the files.")
            yield content.member(data, place)
        except InputError as fault:
            yield fault
            if total > _TOTAL:
                return


def _overlap(archive: zipfile.ZipFile) -> bool:
    """Whether two files share bytes, as in bombs that name one stretch many times (Fifield 2019)."""
    places = sorted((info.header_offset, info.compress_size) for info in archive.infolist())
    return any(start + size > after for (start, size), (after, _) in pairwise(places))


def read_member(archive: zipfile.ZipFile, name: str, source: str) -> bytes:
    """One member's bytes; `InputError` if it is damaged, locked, or a bomb."""
    import zipfile

    info = archive.getinfo(name)
    if info.flag_bits & 0x1:
        raise InputError(f"{source}: is protected by a password.", "Unpack it first.")
    pieces, size = [], 0
    try:
        with archive.open(info) as file:
            while piece := file.read(_STEP):
                size += len(piece)
                _refuse_bomb(size, info.compress_size, source)
                pieces.append(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as fault:
        raise InputError(f"{source}: cannot be unpacked ({fault}).", "Fetch the archive again.") from fault
    return b"".join(pieces)


def inflate(data: bytes, source: str, window: int) -> bytes:
    """Decompress gzip (`window` 31; several members in a row are one) or deflate (15, or -15 without its header)."""
    pieces, size, rest = [], 0, data
    while rest:
        unpacker = zlib.decompressobj(window)
        block = rest
        try:
            while not unpacker.eof and (piece := unpacker.decompress(block, _STEP)):
                size += len(piece)
                _refuse_bomb(size, len(data), source)
                pieces.append(piece)
                block = unpacker.unconsumed_tail
        except zlib.error as fault:
            raise InputError(f"{source}: cannot be unpacked ({fault}).", "Fetch it again.") from fault
        if not unpacker.eof:
            raise InputError(f"{source}: the compressed data breaks off.", "Fetch it again.")
        rest = unpacker.unused_data if unpacker.unused_data.startswith(data[:2]) else b""
    return b"".join(pieces)


def _refuse_bomb(size: int, packed: int, source: str) -> None:
    if size > LARGEST:
        raise InputError(f"{source}: unpacks to more than {LARGEST // 2**20} MB.", "Unpack it and name the parts.")
    if size > _SMALL and size > _RATIO * max(packed, 1):
        raise InputError(f"{source}: unpacks to more than {_RATIO} times its size, as no text does.", "Unpack it first if you trust it.")


def _is_skipped(name: str) -> bool:
    return name.startswith(_SKIPPED[0]) or PurePosixPath(name).name in _SKIPPED[1:]
