"""Deterministic IRIs: each depends on what was said, never on order, time or number of workers."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pyoxigraph import NamedNode

from kg_extract.errors import UsageError
from kg_extract.model import Article, Evidence
from kg_extract.names import FAMILIES, digest, name_key
from kg_extract.vocabulary import NEWS, Vocabulary

__all__ = ["FAMILIES", "article_iri", "check_base", "entity_iri", "evidence_iri", "family_of", "name_key", "part_iri"]

#: Parameters that tell where a reader came from, never which page it is.
_TRACKING = re.compile(
    r"(?:utm|guce|_hs|pk|mtm|at|ns)_|(?:fb|g|dc|ms|y|tw|tt|s)clk?id$|[gw]braid$|mc_[ce]id$|igshid$|ref_(?:src|url)$|mkt_tok$|xtor$|"
    r"(?:cmpid|cmp|icid|ncid|ocid|s_cid|smid|smtyp|taid|guccounter|sr_share|feedtype|spm|fsrc|intcmp|ftag|wt\.mc_id|__twitter_impression)$",
    re.IGNORECASE,
)


def check_base(base: str) -> str:
    """`base` itself if resources can be minted under it, else a `UsageError`."""
    try:
        NamedNode(base)
        valid = base.endswith(("/", "#"))
    except ValueError:
        valid = False
    if not valid:
        raise UsageError(f"{base!r} cannot be the base of IRIs.", "Give an absolute IRI that ends in / such as https://example.org/id/.")
    return base


def article_iri(article: Article, base: str) -> str:
    """The article's IRI, from the file or URL it was read from and the URL it gives itself; of neither, from its text.

    Of a file both count: one page is often cut into several files, and one file may hold several pages. What was fetched
    is told by its page's own address alone, however it was reached.
    """
    places = [_normal_place(place) for place in (article.source, article.url) if place and place != "-"]
    if article.source.lower().startswith(("http://", "https://")):
        places = [re.sub(r"^http:", "https:", places[-1])]
    if not places:
        return f"{base}article/stdin-{article.content_hash[:16]}"
    return f"{base}article/{_slug(places[-1])}-{digest(*dict.fromkeys(places))}"


def entity_iri(type_: str, name: str, base: str, vocabulary: Vocabulary = NEWS) -> str:
    """The IRI shared by all entities of one family whose preferred names agree."""
    family = family_of(type_, vocabulary)
    return f"{base}{family}/{name_key(name, family)}"


def family_of(type_: str, vocabulary: Vocabulary = NEWS) -> str:
    """The family of an entity type, built in or of a profile."""
    own = vocabulary.entities.get(type_)
    return own.family if own else FAMILIES[type_]


def part_iri(article: str, kind: str, *content: str) -> str:
    """The IRI of a node that belongs to the article `article`, from its content."""
    return f"{article}#{kind}-{digest(*content)}"


def evidence_iri(article: str, evidence: Evidence) -> str:
    """The IRI of a stretch of the article's text."""
    return f"{article}#text-{evidence.start}-{evidence.end}"


def _normal_place(place: str) -> str:
    """One spelling of a file's name or a URL; what only looks like a URL is taken as a name."""
    try:
        return _normal_url(place) if "://" in place else posixpath.normpath(place.replace("\\", "/"))
    except ValueError:
        return place


def _slug(place: str) -> str:
    """A few readable characters of the file's or page's name."""
    path = place.partition("://")[2].partition("?")[0] or place
    stem = posixpath.splitext(posixpath.basename(path.rstrip("/")))[0]
    return re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-")[:48].strip("-") or "article"


def _normal_url(url: str) -> str:
    """`url` with a lower-case host, without its fragment and without parameters that only track the reader (RFC 3986, section 6)."""
    parts = urlsplit(url.strip())
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)])
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), query, ""))
