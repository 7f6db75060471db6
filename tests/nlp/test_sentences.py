"""Preset sentence boundaries, on Docs that only a tokenizer has made."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from kg_extract.nlp.prepare import prepare
from kg_extract.nlp.sentences import Sentences

NLP = spacy.blank("en")


def _doc(text: str) -> Doc:
    prepared, blocks = prepare(text)
    doc = NLP.make_doc(prepared)
    doc._.kgx_blocks = blocks
    return doc


def _decided(text: str, word: str) -> bool | None:
    doc = _doc(text)
    found = Sentences().match(doc)
    return found.get(next(token.i for token in doc if token.text == word))


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("It paid Acme Inc. about $4.", "about", False),
        ("It paid Acme Corp. The sum is known.", "The", True),
        ("The U.S. Navy paid.", "Navy", False),
        ("He left the U.S. He came back.", "came", False),
        ("It is the No. 3 maker.", "3", False),
        ("Lt. Gen. Jo Roe spoke.", "Jo", False),
        ("On Sept. 12 it flew.", "12", False),
        ("He lives in St. Louis now.", "Louis", False),
        ("It flew. NASA paid.", "NASA", True),
        ('It flew. "We paid," he said.', "We", False),
        ("It flew.\n\nAcme paid", "Acme", True),
        ("Acme Inc. Norland", "Norland", None),
        ("The Norland News said so.", "News", False),
        ("He met J. Roe there.", "Roe", False),
    ],
)
def test_boundary(text: str, word: str, expected: bool | None) -> None:
    """Layout and abbreviations decide where they can, the parser where they cannot."""
    assert _decided(text, word) is expected


def test_white_space_starts_no_sentence() -> None:
    """A line break between two paragraphs belongs to the first."""
    doc = _doc("Acme rose.\n\nIt fell.")
    found = Sentences().match(doc)
    assert [found[token.i] for token in doc if token.is_space] == [False]


def test_component_sets_tokens() -> None:
    """The decisions arrive at the tokens."""
    doc = Sentences()(_doc("Acme rose.\n\nIt fell."))
    assert [token.text for token in doc if token.is_sent_start] == ["Acme", "It"]
