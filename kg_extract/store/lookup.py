"""Finds the article that somebody means by an IRI, a URL, a file name or a headline."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import PurePath
from typing import TYPE_CHECKING

from kg_extract.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from kg_extract.store.store import ArticleRow, Store

__all__ = ["find_article"]


def find_article(store: Store, wanted: str) -> ArticleRow:
    """The one article that `wanted` names: the exact names first, then the bare file name, then the headline in any case."""
    rows = store.articles()
    for names_of in (_exact, _file, _headline):
        found = [row for row in rows if wanted.strip("<>").casefold() in names_of(row)]
        if len(found) == 1:
            return found[0]
        if found:
            choices = ", ".join(row.file_name or row.iri for row in found[:5])
            raise UsageError(f"{wanted} names {len(found)} articles: {choices}.", "Give its IRI: kgx articles --format json")
    near = get_close_matches(wanted, [row.file_name or row.iri for row in rows], n=3, cutoff=0.5)
    hint = f"Do you mean {' or '.join(near)}?" if near else "See them all: kgx articles"
    raise NotFoundError(f"The store has no article {wanted}.", hint)


def _exact(row: ArticleRow) -> set[str]:
    prefixed = f"article:{row.iri.partition('/article/')[2]}"
    return {name.casefold() for name in (row.iri, row.url, row.file_name, prefixed) if name}


def _file(row: ArticleRow) -> set[str]:
    path = PurePath(row.file_name or row.iri)
    return {path.name.casefold(), path.stem.casefold()}


def _headline(row: ArticleRow) -> set[str]:
    return {row.headline.casefold()} if row.headline else set()
