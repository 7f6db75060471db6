"""Makes small real files of every format, for tests."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

__all__ = ["BODY", "PARAGRAPHS", "PDF_PAGE", "docx", "mail", "mailbox", "page", "pdf", "rss", "scan", "warc", "zipped"]

PARAGRAPHS = (
    "Borealis Aerospace has won a contract to build two weather satellites for the Norland Space Agency, the company said on Monday.",
    "The contract is worth 46 million dollars and runs until the end of the decade, according to a statement of the agency.",
    "The first of the two satellites will be launched on a Skua-2 rocket from the coast of Norland, the statement said.",
)
BODY = "\n\n".join(PARAGRAPHS)

Run = tuple[float, float, float, str]


def page(body: Sequence[str] = PARAGRAPHS, head: str = "", before: str = "", after: str = "") -> bytes:
    """A web page with an article among navigation."""
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    return (
        f"<!doctype html><html lang='en'><head><title>Two satellites ordered | Norland Post</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a> <a href='/space'>Space</a></nav><article><h1>Two satellites ordered</h1>{before}{paragraphs}</article>"
        f"{after}<footer>All rights reserved.</footer></body></html>"
    ).encode()


def pdf(pages: Sequence[Sequence[Run]], info: Mapping[str, str] | None = None) -> bytes:
    """A PDF: on each page runs of text (left, baseline, size, text) in Helvetica."""
    streams = ["\n".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, size, text in runs) for runs in pages]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, stream in enumerate(streams):
        place = f"/Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R"
        objects.append(f"<< /Type /Page {place} /Resources << /Font << /F1 3 0 R >> >> >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append("<< " + " ".join(f"/{key} ({_escaped(value)})" for key, value in (info or {}).items()) + " >>")
    return _assembled(objects)


def scan() -> bytes:
    """A PDF whose one page is a picture."""
    content = "q 595 0 0 842 0 0 cm /Im Do Q"
    return _assembled(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Im 5 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 "
            "/ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream",
            "<< >>",
        ]
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _assembled(objects: Sequence[str]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + (end + trailer).encode()


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters."""
    import textwrap

    return textwrap.wrap(text, width)


PDF_PAGE: list[Run] = [(72, 700 - 14 * n, 11, line) for n, line in enumerate(wrapped(" ".join(PARAGRAPHS), 80))]


def docx(paragraphs: Sequence[tuple[str, str]], core: str = "") -> bytes:
    """A Word document: style and text of each paragraph, and what stands in its core properties."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>' for style, text in paragraphs)
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<?xml version="1.0"?><w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
        "docProps/core.xml": (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>'
        ),
    }
    return zipped({name: text.encode() for name, text in files.items()})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def mail(subject: str = "Two satellites ordered", html: str = "", text: str = BODY) -> bytes:
    """A newsletter as it arrives."""
    message = EmailMessage()
    message["From"] = "Norland Post <news@norland.example>"
    message["To"] = "reader@example.org"
    message["Subject"] = subject
    message["Date"] = "Mon, 26 May 2025 08:30:00 +0200"
    message["Message-ID"] = f"<{subject.replace(' ', '-')}@norland.example>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def mailbox(messages: Sequence[bytes]) -> bytes:
    """Messages in one mbox file."""
    return b"".join(b"From news@norland.example Mon May 26 08:30:00 2025\n" + message + b"\n\n" for message in messages)


def rss(entries: Sequence[str], title: str = "Norland Post") -> bytes:
    """An RSS feed whose items have this inside."""
    items = "".join(f"<item>{entry}</item>" for entry in entries)
    channel = f"<channel><title>{title}</title>{items}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">{channel}</rss>'.encode()


def warc(pages: Mapping[str, tuple[str, bytes]], compress: bool = True) -> bytes:
    """A web archive: address → status line and body of each answer."""
    out = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    out = gzip.compress(out) if compress else out
    for address, (status, body) in pages.items():
        http = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".encode() + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\n"
        head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        record = head.encode() + http + b"\r\n\r\n"
        out += gzip.compress(record) if compress else record
    return out


def lines(records: Sequence[object]) -> bytes:
    """JSON Lines."""
    return "".join(json.dumps(record) + "\n" for record in records).encode()
