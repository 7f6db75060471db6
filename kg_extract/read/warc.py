"""Web archives (WARC, ISO 28500, by warcio): every page that was fetched with success, under its own address."""

from __future__ import annotations

import io

from kg_extract.errors import InputError
from kg_extract.read.content import LARGEST, Content, Parts

__all__ = ["read_warc"]

_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/json", "application/ld+json", "")


def read_warc(content: Content) -> Parts:
    """The pages among the records of type response and resource, in their order."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    found = False
    try:
        for record in ArchiveIterator(io.BytesIO(content.data)):
            page = _page(record, content)
            if page is not None:
                found = True
                yield page
    except (ArchiveLoadFailed, EOFError, ValueError, OSError, KeyError, AttributeError, TypeError) as fault:
        raise InputError(f"{content.source}: is a web archive that is damaged ({fault}).", "Fetch it again.") from fault
    if not found:
        raise InputError(f"{content.source}: is a web archive without any page.", "Look for the archive with the responses.")


def _page(record, content: Content) -> Content | InputError | None:  # type: ignore[no-untyped-def]
    if record.rec_type not in ("response", "resource"):
        return None
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    header = record.http_headers or record.rec_headers
    media_type, _, parameters = (header.get_header("Content-Type") or "").partition(";")
    media_type = media_type.strip().lower()
    address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    if status != "200" or media_type not in _PAGES or not address:
        return None
    data = record.content_stream().read(LARGEST + 1)
    if getattr(record.raw_stream, "limit", 0) > 0 and len(data) <= LARGEST:
        return InputError(f"{address} in {content.source}: the web archive breaks off in it.", "Fetch the archive again.")
    if len(data) > LARGEST:
        return InputError(f"{address} in {content.source}: is larger than {LARGEST // 2**20} MB.", "Save the page alone.")
    charset = parameters.partition("charset=")[2].strip(" \"'") or None
    url = address if address.startswith(("http://", "https://")) else None
    return content.member(data, address, url=url, media_type=media_type, charset=charset)
