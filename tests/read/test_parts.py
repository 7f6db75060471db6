"""A text that is too long to be an article is read in parts."""

from __future__ import annotations

from kg_extract.model import Article
from kg_extract.read.text import parts

ARTICLE = Article("\n\n".join(f"Paragraph {n} of a long archive." for n in range(50)), "archive.txt", published="2025-01-01")


def test_an_article_stays_whole() -> None:
    """What is of the length of an article is not touched."""
    assert list(parts(ARTICLE)) == [ARTICLE]


def test_an_archive_becomes_numbered_articles() -> None:
    """Each part has a name of its own, the same date, and whole paragraphs; together they are the text."""
    found = list(parts(ARTICLE, 300))
    assert [part.source for part in found[:2]] == ["archive.txt#part-1", "archive.txt#part-2"]
    assert all(len(part.text) <= 300 and part.text.endswith("archive.") and part.published for part in found)
    assert "\n\n".join(part.text for part in found) == ARTICLE.text
