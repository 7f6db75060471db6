"""Annotated articles as the mention tagger learns from them: the gold names laid over the parsed text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg_extract import gold
from kg_extract.nlp import pipeline, sentences  # noqa: F401  (registers kgx_sentences)
from kg_extract.nlp.mentions_features import Floats, entity_embedding, features
from kg_extract.nlp.mentions_rules import NAME_LABELS
from kg_extract.read.text import read_text
from kg_extract.recipe import DEFAULT_MODEL

__all__ = ["Name", "Sample", "base", "parse", "project", "samples"]

Name = tuple[int, int, str]

#: How many articles are parsed at a time; all 450 at once need 4 GB.
ARTICLES = 16

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})


@dataclass
class Sample:
    """One article: its doc, features, projected gold names, and tokens that are a name of something the gold is silent about."""

    name: str
    doc: Doc
    features: Floats
    names: list[Name]
    unlabelled: list[tuple[int, int]]
    entities: tuple[gold.GoldFiller, ...]


def samples(folder: Path) -> list[Sample]:
    """Every annotated article of a folder."""
    nlp = base()
    pairs = list(gold.read_folder(folder))
    return [_sample(nlp, doc, facts) for doc, (_, facts) in zip(parse(nlp, (text for text, _ in pairs)), pairs, strict=True)]


def base() -> Language:
    """The pipeline up to the mention component."""
    nlp = pipeline.base(DEFAULT_MODEL)
    nlp.add_pipe("kgx_sentences", first=True)
    return nlp


def parse(nlp: Language, files: Iterable[Path]) -> Iterator[Doc]:
    """The articles as the mention component meets them."""
    docs = (pipeline.make_doc(nlp, read_text(file.read_bytes(), str(file))) for file in files)
    yield from nlp.pipe(docs, batch_size=ARTICLES)


def _sample(nlp: Language, doc: Doc, facts: gold.GoldArticle) -> Sample:
    names = project(doc, facts.entities)
    taken = {k for start, end, _ in names for k in range(start, end)}
    # Where the recognizer sees a name and the gold has none, that says little.
    silent = [(e.start, e.end) for e in doc.ents if e.label_ in NAME_LABELS and not taken.intersection(range(e.start, e.end))]
    return Sample(facts.name, doc, features(doc, entity_embedding(nlp)), names, silent, facts.entities)


def project(doc: Doc, entities: Iterable[gold.GoldFiller]) -> list[Name]:
    """Every place where a gold name stands in the doc (whole words, longest name first), as tokens with the entity's type."""
    text = doc.text.translate(_QUOTES)
    names = [(name.translate(_QUOTES).strip(), entity.type or "") for entity in entities for name in entity.names]
    taken = np.zeros(len(doc), bool)
    found: list[Name] = []
    for name, kind in sorted(names, key=lambda pair: -len(pair[0])):
        words = r"\s+".join(map(re.escape, name.split()))
        for match in re.finditer(rf"(?<!\w){words}(?!\w)", text):
            end = match.end() - 2 if match.group().endswith("'s") else match.end()
            span = doc.char_span(match.start(), end, alignment_mode="expand")
            if name and span is not None and not taken[span.start : span.end].any():
                taken[span.start : span.end] = True
                found.append((span.start, span.end, kind))
    return sorted(found)
