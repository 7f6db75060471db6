"""XML that may be hostile: the name of its root without parsing, and parsing without entities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg_extract.errors import InputError

if TYPE_CHECKING:
    from xml.etree import ElementTree

__all__ = ["parse_xml", "refuse_entities", "root_name"]

_ROOT = re.compile(
    rb"\s*(?:<\?xml[^>]{0,300}\?>|<\?[^>]{0,500}\?>|<!--.{0,5000}?-->|<!DOCTYPE[^>\[]{0,500}(?:\[.{0,60000}?\])?\s*>|\s)*<([A-Za-z_][\w.:-]*)",
    re.DOTALL,
)
_ENTITY = re.compile(rb"<!ENTITY\b")


def root_name(data: bytes) -> str:
    """The name of the first element ("rss", "rdf:RDF"), or "" for what does not begin as XML."""
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    found = _ROOT.match(head.lstrip(b"\xef\xbb\xbf"))
    return found.group(1).decode() if found else ""


def refuse_entities(data: bytes, source: str) -> None:
    """`InputError` if the document declares entities: news never does, and their expansion can fill any memory."""
    if _ENTITY.search(data):
        raise InputError(f"{source}: declares XML entities, which kgx does not expand.", "Save it without its DOCTYPE.")


def parse_xml(data: bytes, source: str) -> ElementTree.Element:
    """The tree; `InputError` if it is not well-formed or declares entities."""
    from xml.etree import ElementTree

    refuse_entities(data, source)
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as fault:
        raise InputError(f"{source}: is not well-formed XML ({fault}).", "Check that the file is whole.") from fault
