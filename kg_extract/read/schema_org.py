"""schema.org NewsArticle, as JSON-LD in pages and as records: which property tells what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["names", "schema_facts"]

_DATES = ("datePublished", "dateCreated", "uploadDate")


def schema_facts(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and value for everything that a schema.org object tells about an article; nothing for an object of another kind."""
    types = node.get("@type")
    kinds = [str(each) for each in (types if isinstance(types, list) else [types])]
    if any(kind.endswith(("Article", "Posting", "Report")) for kind in kinds):
        yield "title", names(node.get("headline") or node.get("name"))
        yield "author", names(node.get("author") or node.get("creator"))
        yield "publisher", names(node.get("publisher") or node.get("sourceOrganization"))
        page = node.get("mainEntityOfPage")
        yield "url", next((value for value in (node.get("url"), page, _id(page), node.get("@id")) if isinstance(value, str)), "")
    elif not any(kind.endswith("WebPage") for kind in kinds):
        return
    for name in _DATES:
        value = node.get(name)
        if isinstance(value, str):
            yield "published", value


def names(value: Any) -> str:
    """The name or names in a property: a string, an object with a name, or a list of them."""
    if isinstance(value, dict):
        return names(value.get("name") or value.get("@value") or "")
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(names, value))))
    return value.strip() if isinstance(value, str) else ""


def _id(value: Any) -> str | None:
    found = value.get("@id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None
