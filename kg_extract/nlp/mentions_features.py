"""What the mention tagger sees of a token: one row of numbers.

The columns are the two vectors that the base model has of the token in its context (what its parser and what its entity recognizer
look at), a GloVe vector of the word (Pennington et al. 2014), how the word is written here and elsewhere in the article, and which
lists of well-known names it stands in.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

from kg_extract import resources
from kg_extract.nlp import mentions_gazetteer

__all__ = ["WIDTH", "Embedding", "Floats", "entity_embedding", "features", "word_vectors"]

Floats = npt.NDArray[np.float32]
Embedding = Model[list[Doc], list[Floats]]

_REMEMBERED = "kgx_entity_rows"

BASE_WIDTH = 96
VECTOR_WIDTH = 50
STYLE_WIDTH = 8
WIDTH = 2 * BASE_WIDTH + VECTOR_WIDTH + 1 + STYLE_WIDTH + mentions_gazetteer.WIDTH


@cache
def _vectors() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int8], Any]:
    """The sorted hashes of the words that have a vector, the vectors with 8 bits a number, and what a step of each number is worth."""
    with np.load(resources.path("models/mentions/vectors.npz")) as file:
        return file["hashes"], file["values"], file["scale"] / 127


def _words(lower: npt.NDArray[np.uint64]) -> Floats:
    """The vector of each word, and 1 in the last column where it has none."""
    hashes, values, step = _vectors()
    at = np.minimum(np.searchsorted(hashes, lower), len(hashes) - 1)
    known = hashes[at] == lower
    rows = np.zeros((len(lower), VECTOR_WIDTH + 1), np.float32)
    rows[known, :-1] = values[at[known]].astype(np.float32) * step
    rows[~known, -1] = 1
    return rows


def word_vectors(doc: Doc) -> Floats:
    """(tokens, `VECTOR_WIDTH`): the GloVe vector of each word, zeros where it has none."""
    return _words(doc.to_array("LOWER").astype(np.uint64))[:, :VECTOR_WIDTH]


def _style(doc: Doc, columns: npt.NDArray[np.uint64]) -> Floats:
    """How each token is written: its count in the article, capitals, the same word in small letters elsewhere, digits, position."""
    orth, lower, title, upper, start, pos, number = columns.T
    # In plain Python: an article has few words, and np.unique imports masked arrays, which takes longer than all of this.
    keys = orth.tolist()
    counts = Counter(keys)
    strings = {key: str(doc.vocab.strings[key]) for key in counts}
    capitals = {key: text[:1].isupper() for key, text in strings.items()}
    codes = {key: any(letter.isdigit() for letter in text) for key, text in strings.items()}
    capital = np.array([capitals[key] for key in keys])
    coded = np.array([codes[key] for key in keys])
    several = np.array([len(strings[key]) > 1 for key in keys])
    result = np.zeros((len(doc), STYLE_WIDTH), np.float32)
    result[:, 0] = np.minimum(3, np.log1p([counts[key] for key in keys])) / 3
    result[:, 1] = title
    result[:, 2] = upper.astype(bool) & several
    result[:, 3] = capital & np.array([key in counts for key in lower.tolist()])
    result[:, 4] = start == 1
    result[:, 5] = capital & coded
    result[:, 6] = pos == doc.vocab.strings["PROPN"]
    result[:, 7] = number
    return result


def entity_embedding(nlp: Language) -> Embedding | None:
    """The layers of the base model's entity recognizer that see a token in its context; None if it has none of this shape."""
    if "ner" not in nlp.component_names:
        return None
    model: Any = nlp.get_pipe("ner")
    embedding: Embedding = model.model.get_ref("tok2vec").layers[0]
    if not embedding.has_dim("nO") or embedding.get_dim("nO") != BASE_WIDTH:
        return None
    _remember(embedding)
    return embedding


def _remember(embedding: Embedding) -> None:
    """Let the layers leave what they have computed with the doc, so that it is not computed again for the tagger (a third of its time)."""
    inner: Any = embedding._func
    if getattr(inner, "remembers", False):
        return

    def forward(model: Any, docs: list[Doc], is_train: bool) -> Any:
        rows, backprop = inner(model, docs, is_train)
        if not is_train:
            for doc, row in zip(docs, rows, strict=True):
                doc.user_data[_REMEMBERED] = row
        return rows, backprop

    forward.remembers = True  # type: ignore[attr-defined]
    embedding._func = forward


def _entity_rows(doc: Doc, embedding: Embedding) -> Floats:
    """What the entity recognizer has seen of the doc's tokens, computed only where it has not run."""
    rows = doc.user_data.pop(_REMEMBERED, None)
    if rows is None:
        rows = embedding.predict([doc])[0]
        doc.user_data.pop(_REMEMBERED, None)
    return cast(Floats, rows)


def features(doc: Doc, embedding: Embedding | None) -> Floats:
    """One row of `WIDTH` numbers for each token; what the base model does not give is 0."""
    if not len(doc):
        return np.zeros((0, WIDTH), np.float32)
    columns: Any = doc.to_array(["ORTH", "LOWER", "IS_TITLE", "IS_UPPER", "SENT_START", "POS", "LIKE_NUM"]).astype(np.uint64)
    nothing = np.zeros((len(doc), BASE_WIDTH), np.float32)
    syntax = doc.tensor if doc.tensor.shape == nothing.shape else nothing
    entities = _entity_rows(doc, embedding) if embedding is not None else nothing
    parts = (syntax, entities, _words(columns[:, 1]), _style(doc, columns), mentions_gazetteer.flags(doc))
    return np.ascontiguousarray(np.hstack(parts), dtype=np.float32)
