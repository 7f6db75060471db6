"""Files that are broken, hostile or not what they seem; run as a program, reads them all and prints what it cost.

python -m tests.read.bad_input FOLDER
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kg_extract.errors import InputError
from kg_extract.read import Source, read
from tests.read import documents
from tests.read.documents import BODY, PDF_PAGE, pdf, zipped

__all__ = ["files"]

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_BOMB = gzip.compress(b"\0" * 300_000_000, 9)


def files() -> Iterator[tuple[str, bytes, str]]:
    """Name, content, and what the error says."""
    whole = pdf([PDF_PAGE])
    yield "truncated.pdf", whole[: len(whole) // 4], "PDF that is damaged"
    yield "empty.pdf", b"%PDF-1.7\n", "PDF that is damaged"
    yield "garbage.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400, "PDF that is damaged"
    yield "scan.pdf", documents.scan(), "no text layer"
    yield "bomb.gz", _BOMB, "unpacks to more than"
    yield "bomb.txt.gz", gzip.compress(_BOMB), "unpacks to more than"
    yield "bomb.zip", zipped({"a.txt": b" " * 300_000_000}), "unpacks to more than"
    yield "overlapping.zip", _overlapping(), "unpack"
    yield "nested.zip", _nested(20), "lies in more than"
    yield "russian-dolls.gz", _dolls(20), "lies in more than"
    yield "truncated.gz", gzip.compress(BODY.encode() * 50)[:200], "breaks off"
    yield "truncated.zip", zipped({"a.txt": BODY.encode()})[:-30], "damaged"
    yield "empty.zip", zipped({}), "no files in it"
    yield "locked.zip", _locked(), "password"
    yield "tar.gz", gzip.compress(b"\0" * 257 + b"ustar" + b"\0" * 400), "tar archive"
    yield "deep.html", b"<html><body>" + b"<div>" * 10_000 + b"<p>Deep.</p>" + b"</div>" * 10_000, "no article text"
    yield "deep-inline.html", b"<html><body><p>" + b"<b><i>" * 50_000 + b"x", "no article text"
    yield "attributes.html", b"<html><body " + b" ".join(b'a%d="x"' % n for n in range(100_000)) + b">x", "attributes"
    yield "empty.html", b"<!doctype html><html></html>", "no article text"
    yield "binary.html", b"<html>" + bytes(range(256)) * 400, "html"
    yield "open-comment.html", b"<html><!--" + b"<!--" * 200_000, "no article text"
    yield "not-a-feed.rss", BODY.encode(), "is not a feed"
    yield "html.rss", documents.page(), "is not a feed"
    yield "broken.rss", b"<rss><channel><item><title>x</channel>", "neither a link nor a text"
    yield "empty.rss", documents.rss([]), "without entries"
    yield "laughs.rss", f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{_LAUGHS}]><rss>&l9;</rss>'.encode(), "declares XML entities"
    yield (
        "outside.rss",
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>&x;</channel></rss>',
        "declares XML entities",
    )
    yield "laughs.docx", zipped({"word/document.xml": f'<!DOCTYPE w [<!ENTITY l0 "ha">{_LAUGHS}]><w>&l9;</w>'.encode()}), "XML entities"
    yield "broken.docx", zipped({"word/document.xml": b"<w:document><w:body>"}), "not well-formed"
    yield "empty.docx", documents.docx([]), "no text"
    yield "deep.docx", zipped({"word/document.xml": b"<a>" * 200_000 + b"</a>" * 200_000}), "deep.docx"
    yield "number.json", b"42", "not an object"
    yield "wrong-types.json", json.dumps({"text": 42, "title": ["x"]}).encode(), "'text' is a number"
    yield "object-date.json", json.dumps({"text": BODY, "date": {"year": 2025}}).encode(), "'date' is an object"
    yield "no-text.json", json.dumps({"title": "x"}).encode(), "has no text"
    yield "list.json", b'[1, "two", null, [3]]', "is a number, not an object"
    yield "empty.json", b"", "is not JSON"
    yield "broken.json", b'{"text": "x', "is not JSON"
    yield "deep.json", b"[" * 200_000, "is not JSON"
    yield "broken.jsonl", b'{"text": 1}\n{"text"\n', "'text' is a number"
    yield "broken-feed.json", b'{"version": "https://jsonfeed.org/version/1", "items": 3}', "JSON feed that cannot be read"
    yield "empty.eml", b"", "not a mail message"
    yield "no-body.eml", b"From: a@b.example\nSubject: x\nDate: never\n\n", "without a text"
    yield "multipart.eml", b'From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n' * 200, "without a text"
    yield "parts.eml", _mail_of_mails(300), "eml"
    yield "empty.mbox", b"From a@b.example Mon May 26 08:30:00 2025\nSubject:\n\n", "not a mail message"
    yield "broken.warc", b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", "web archive"
    yield "truncated.warc", documents.warc({"https://x.example/": ("200 OK", documents.page())}, compress=False)[:260], "web archive"
    yield "only.md", b"---\ntitle: x\n---\n", "no text"
    yield "brackets.md", b"[" * 50_000, "no text"
    yield "quotes.md", b">" * 50_000, "no text"
    yield "self.txt", b"http://127.0.0.1:1/", "private address"


def _overlapping() -> bytes:
    """Many names for one compressed stretch, as in Fifield's bomb of 2019."""
    data = bytearray(zipped({"a.txt": b"x" * 1_000_000}))
    place = data.index(b"PK\x01\x02")
    entry, end = bytes(data[place : data.index(b"PK\x05\x06")]), bytearray(data[data.index(b"PK\x05\x06") :])
    entries = b"".join(entry.replace(b"a.txt", b"%05d" % n) for n in range(10_000))
    end[8:12] = (10_000).to_bytes(2, "little") * 2
    end[12:16] = len(entries).to_bytes(4, "little")
    return bytes(data[:place]) + entries + bytes(end)


def _nested(levels: int) -> bytes:
    data = zipped({"a.txt": BODY.encode()})
    for _ in range(levels):
        data = zipped({"a.zip": data})
    return data


def _dolls(levels: int) -> bytes:
    data = BODY.encode()
    for _ in range(levels):
        data = gzip.compress(data)
    return data


def _locked() -> bytes:
    data = bytearray(zipped({"a.txt": BODY.encode()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def _mail_of_mails(levels: int) -> bytes:
    return b"From: a@b.example\nTo: x\nSubject: x\nContent-Type: message/rfc822\n\n" * levels


def main(folder: str) -> None:
    """Read every file; seconds of processor time and peak memory, as JSON."""
    seconds = {}
    for name, data, _ in files():
        path = Path(folder) / name
        path.write_bytes(data)
        started = time.process_time()
        with suppress(InputError):
            list(read(Source(str(path)), on_fault=lambda source, fault: None))
        seconds[name] = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({"seconds": seconds, "MB": peak}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
