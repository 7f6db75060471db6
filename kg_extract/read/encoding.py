"""Bytes → text: UTF-8 as it should be, other encodings where they are certain, and a clear refusal otherwise."""

from __future__ import annotations

import codecs
import logging
import re

from kg_extract.errors import InputError

__all__ = ["decode"]

_LOG = logging.getLogger(__name__)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 65536
#: In Windows-1252: curly quotes, dashes, bullet, ellipsis, euro; and what English news uses of Latin-1: £ § © ® ° ± · ½ and letters.
_TYPOGRAPHIC = frozenset(b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa5\xa7\xa9\xae\xb0\xb1\xb2\xb3\xb7\xbc\xbd\xbe")
#: Share of accented letters above which a text in a single-byte encoding is not English.
_ACCENTED_LIMIT = 0.03


def decode(data: bytes, source: str) -> str:
    """The text of `data`; `InputError` if it is binary or in an encoding that cannot be told for certain."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data, encoding, source)
    wide = _wide_encoding(data)
    if wide:
        return _decode_as(data, wide, source)
    _refuse_binary(data, source)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return _single_byte(data, fault, source)


def _decode_as(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise InputError(
            f"{source}: begins with the byte-order mark of {encoding} but is not {encoding} (byte {fault.start}).",
            "Save the file again as UTF-8.",
        ) from fault


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte-order mark: in English every second byte is zero."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2], sample[1::2]
    if len(sample) < 8:
        return None
    for zeros, letters, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) > 0.9 * len(zeros) and not letters.count(0):
            return encoding
    return None


def _refuse_binary(data: bytes, source: str) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"{source}: is {what}, not a text.", "Convert it to plain text (UTF-8) first.")
    sample = data[:_SAMPLE]
    if b"\0" in sample or len(_CONTROL.findall(sample)) > 0.01 * len(sample):
        raise InputError(f"{source}: is binary data, not a text.", "Give a plain text file in UTF-8.")


def _single_byte(data: bytes, fault: UnicodeDecodeError, source: str) -> str:
    """Windows-1252 if every high byte is typography or a letter inside a word, and they are few; else a refusal that names a guess."""
    high = [at for at, byte in enumerate(data) if byte >= 0x80]
    accented = sum(data[at] not in _TYPOGRAPHIC for at in high)
    if accented <= _ACCENTED_LIMIT * len(data) and all(_is_western(data, at) for at in high):
        _LOG.warning("%s: is not UTF-8; read as Windows-1252.", source)
        return data.decode("cp1252")
    guess = "probably not a Western encoding" if len(high) > 0.2 * len(data) else "perhaps Windows-1252 or ISO 8859-15"
    raise InputError(
        f"{source}: is not UTF-8 (byte 0x{data[fault.start]:02x} at offset {fault.start}; {guess}).",
        "Convert it, for instance with: iconv -f WINDOWS-1252 -t UTF-8",
    )


def _is_western(data: bytes, at: int) -> bool:
    byte = data[at]
    if byte in _TYPOGRAPHIC:
        return True
    neighbours = data[max(0, at - 1) : at] + data[at + 1 : at + 2]
    return byte >= 0xC0 and byte not in (0xD7, 0xF7) and any(near < 0x80 and chr(near).isalpha() for near in neighbours)
