"""Long texts are parsed in pieces, and nothing of their facts is lost or moved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg_extract.model import Article, EntityRef, Extraction
from kg_extract.nlp import pieces
from tests.rdf import sample


@given(st.lists(st.text("ab .\n", max_size=30)), st.integers(5, 40))
def test_pieces_make_up_the_text(parts: list[str], longest: int) -> None:
    """Every character is in one piece, at the offset that is told, and no piece is too long."""
    article = Article("".join(parts) or "x", "a.txt", published="2025-01-01")
    split = list(pieces.split(article, longest))
    assert "".join(piece.text for _, piece in split) == article.text
    assert all(article.text.startswith(piece.text, offset) for offset, piece in split)
    assert all(0 < len(piece.text) <= longest and piece.published == article.published for _, piece in split)


def test_a_piece_ends_with_a_paragraph_where_it_can() -> None:
    """A sentence is not cut when the text has paragraphs."""
    text = "\n\n".join(f"Paragraph {n} says something of no weight." for n in range(40))
    assert all(piece.text.endswith(("\n\n", "weight.")) for _, piece in pieces.split(Article(text, "a.txt"), 500))


def test_joined_facts_point_at_the_same_words() -> None:
    """Offsets are those of the whole article, and entities keep their facts."""
    first = sample.extraction()
    offset = len(sample.TEXT) + 2
    whole = Article(f"{sample.TEXT}\n\n{sample.TEXT}", "a.txt")
    found = pieces.join(whole, [(0, first), (offset, Extraction(first.article, first.entities, first.events, first.relations))])
    assert [entity.id for entity in found.entities] == list(range(2 * len(first.entities)))
    assert all(whole.text[m.start : m.end] == m.text for entity in found.entities for m in entity.mentions)
    second = found.events[len(first.events)]
    filler = second.fillers("awardee")[0]
    assert isinstance(filler, EntityRef)
    assert found.entity(filler).name == "Borealis Aerospace Ltd."
    assert whole.text[second.evidence[0].start : second.evidence[0].end] == sample.SENTENCES[0]
