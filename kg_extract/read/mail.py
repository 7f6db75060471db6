"""Mail: one message (.eml, RFC 5322) or a mailbox (mbox, RFC 4155), as newsletters arrive."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from kg_extract.errors import InputError
from kg_extract.read.content import Content, Parts
from kg_extract.read.html import decode_html, fragment_text
from kg_extract.read.metadata import Metadata, make_article
from kg_extract.read.sniffing import FROM_LINE

if TYPE_CHECKING:
    from email.message import EmailMessage

__all__ = ["read_mailbox", "read_message"]

#: From here on a newsletter speaks of itself.
_FOOTER = re.compile(
    r"^\W*(?:unsubscribe|you(?:'|’)?(?:re| are) receiving|you received this|to unsubscribe|manage (?:your )?(?:preferences|subscription)|"
    r"view (?:this )?(?:email |message )?in (?:your )?browser|-- $)",
    re.IGNORECASE | re.MULTILINE,
)


def read_mailbox(content: Content) -> Parts:
    """The messages of a mailbox; one that cannot be read does not stop the others."""
    starts = [found.start() for found in FROM_LINE.finditer(content.data)]
    spans = list(zip(starts, [*starts[1:], len(content.data)], strict=True))
    often = Counter(_identifier(_message(content.data, span)) for span in spans)
    for number, span in enumerate(spans, 1):
        message = _message(content.data, span)
        name = _identifier(message) or str(number)
        if often[name] > 1:
            # Some programs give all their messages one identifier: then the message itself tells them apart.
            name += f"-{hashlib.sha256(message.strip()).hexdigest()[:12]}"
        try:
            yield _article(message, content, f"{content.source}#{name}")
        except InputError as fault:
            yield fault


def read_message(content: Content) -> Parts:
    """The one article of a message."""
    yield _article(content.data, content, content.source)


def _message(mailbox: bytes, span: tuple[int, int]) -> bytes:
    """One message without the line that begins it and the quoting of lines that look like one."""
    message = mailbox[slice(*span)].partition(b"\n")[2]
    return re.sub(rb"^>(>*From )", rb"\1", message, flags=re.MULTILINE)


def _identifier(message: bytes) -> str:
    found = re.search(rb"^Message-ID:\s*<([^>\s]{1,200})>", message[:65536], re.IGNORECASE | re.MULTILINE)
    return found.group(1).decode("ascii", "replace") if found else ""


def _article(data: bytes, content: Content, source: str):  # type: ignore[no-untyped-def]
    from email import policy  # here: half of the time that importing the readers would take
    from email.errors import MessageError
    from email.message import EmailMessage
    from email.parser import BytesParser
    from email.utils import getaddresses

    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        assert isinstance(message, EmailMessage)
        text = _body(message, source)
        header = {name: str(message.get(name) or "") for name in ("Subject", "Date", "From")}
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError, AssertionError) as fault:
        raise InputError(f"{source}: is a message that cannot be read ({fault}).", "Save it again from your mail program.") from fault
    if not any(header.values()):
        raise InputError(f"{source}: is not a mail message (no Subject, Date or From).", "Save it again from your mail program.")
    metadata = Metadata(content)
    metadata.add("title", header["Subject"], "mail header")
    metadata.add("published", header["Date"], "mail header")
    metadata.add("author", next((name for name, _ in getaddresses([header["From"]]) if name), ""), "mail header")
    named = Content(b"", source, content.published)
    return make_article(text, named, metadata, "is a message without a text")


def _body(message: EmailMessage, source: str) -> str:
    """The plain text if there is a real one, else the HTML part as text; without the newsletter's footer."""
    plain = _part(message, "plain", source)
    text = plain if len(plain) >= 200 else max(_part(message, "html", source), plain, key=len)
    footer = _FOOTER.search(text, len(text) // 2)
    return text[: footer.start()] if footer else text


def _part(message: EmailMessage, kind: str, source: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else str(part.get_payload()).encode()
    text = decode_html(Content(data, source, charset=part.get_content_charset()))
    return fragment_text(text, source) if kind == "html" else text.replace("\r\n", "\n")
