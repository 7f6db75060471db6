"""What the names of things say by themselves: "Norland Launch Complex 2" is Norland's, "Artemis IV" is part of "Artemis"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc

from kg_extract import resources
from kg_extract.nlp.state import Cluster, MentionSpan, RelationSpan

__all__ = ["named_after"]

_OWNERS = frozenset(("Company", "Agency", "Organization"))
_OWNED = {
    "LaunchSite": "operator",
    "LaunchVehicle": "operator",
    "Spacecraft": "operator",
    "Constellation": "operator",
    "Product": "manufacturer",
    "Agency": "subsidiaryOf",
    "Organization": "subsidiaryOf",
    "Company": "subsidiaryOf",
}
_KIND = re.compile(r"\s+(?:program(?:me)?|campaign|project|initiative|series|missions?)$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(.*?)[\s-]+(?:[IVX]+|\d{1,3})$")
_CONFIDENCE = 0.75


def named_after(doc: Doc) -> Iterator[RelationSpan]:
    """The relations that names alone state, one for each pair of things."""
    clusters: tuple[Cluster, ...] = doc._.kgx_clusters
    owners = _by_name(clusters, _OWNERS)
    wholes = {_KIND.sub("", name): number for name, number in _by_name(clusters, frozenset(("Programme",))).items()}
    for number, cluster in enumerate(clusters):
        if cluster.type in _OWNED:
            owner = next((owners[start] for name in cluster.names for start in _beginnings(name, cluster.type) if start in owners), None)
            if owner is not None and owner != number:
                yield _span(doc, _OWNED[cluster.type], number, owner)
        if cluster.type in ("Programme", "Spacecraft"):
            whole = next((wholes[base] for name in cluster.names if (base := _numbered_base(name)) in wholes), None)
            if whole is not None and whole != number:
                yield _span(doc, "partOf", number, whole)


def _by_name(clusters: tuple[Cluster, ...], types: frozenset[str]) -> dict[str, int]:
    """Each name of things of these types → the thing; a university's name begins the names of others."""
    names = ((name, number) for number, cluster in enumerate(clusters) if cluster.type in types for name in cluster.names)
    return {_plain(name): number for name, number in names if "universit" not in name.lower()}


def _plain(name: str) -> str:
    return re.sub(r"[,.]? (?:Inc|Corp|Co|Ltd|LLC|USA|Corporation)\b.*", "", name).casefold()


def _beginnings(name: str, type_: str) -> Iterator[str]:
    """What a name begins with, word by word, longest first; what is left over must tell a part from the whole."""
    words = name.replace("'s ", " ").split()
    for end in range(len(words) - 1, 0, -1):
        if type_ != "Company" or any(word.strip(",.") in _parts() for word in words[end:]):
            yield " ".join(words[:end]).casefold()


@cache
def _parts() -> frozenset[str]:
    return frozenset(resources.read_toml("patterns/relations.toml")["names"]["parts"])


def _numbered_base(name: str) -> str:
    found = _NUMBERED.match(name)
    return found.group(1).casefold() if found else ""


def _span(doc: Doc, predicate: str, subject: int, obj: int) -> RelationSpan:
    at: MentionSpan = next(m for m in doc._.kgx_clusters[subject].mentions if m.kind == "name")
    where: MentionSpan = doc._.kgx_clusters[obj].mentions[0]
    sentence = doc[at.start].sent
    span = (at.start, at.end), (where.start, where.end), (sentence.start, sentence.end)
    return RelationSpan(predicate, subject, obj, *span, confidence=_CONFIDENCE)
