"""The prefixes that queries and exports know without a declaration: those of ontology/prefixes.ttl, and those of the profiles met."""

from __future__ import annotations

import re

from kg_extract import resources

__all__ = ["BUILT_IN", "BY_NAMESPACE", "KNOWN", "declare"]


def _read() -> dict[str, str]:
    text = resources.ontology("prefixes.ttl").read_text(encoding="utf-8")
    return dict(re.findall(r"^\s*@prefix\s+([\w-]*):\s*<([^>]*)>", text, re.MULTILINE))


#: Prefix → namespace, in the order in which an export declares them.
KNOWN: dict[str, str] = _read()
#: Namespace → prefix.
BY_NAMESPACE: dict[str, str] = {namespace: prefix for prefix, namespace in KNOWN.items()}
BUILT_IN = frozenset(KNOWN)


def declare(prefix: str, namespace: str) -> None:
    """Know a further prefix from now on; those of kgx keep their meaning."""
    if prefix not in BUILT_IN:
        BY_NAMESPACE.pop(KNOWN.get(prefix, ""), None)
        KNOWN[prefix] = namespace
        BY_NAMESPACE[namespace] = prefix
