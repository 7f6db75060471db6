"""The spaCy way: `nlp.add_pipe("kgx")` on any pipeline, and everything that kgx finds is under `doc._.kgx`, an `Extraction`.

spaCy finds the component by its entry point (pyproject.toml) and imports this module with every `spacy.load`, so it imports little itself.

The facts are those that `kgx extract` finds, whatever the pipeline: the component parses the text by itself, with the model and the
preparation that its rules and weights were made for. So `spacy.blank("en")` with it is as good as a loaded pipeline, and parses once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from kg_extract.recipe import DEFAULT_MODEL, MIN_CONFIDENCE, Recipe

if TYPE_CHECKING:
    from kg_extract.model import Article
    from kg_extract.views import Extraction

__all__ = ["Kgx", "make_kgx"]

#: Where a Doc keeps the extraction, as JSON: what is there survives `doc.to_bytes`, a DocBin and other processes.
_KEY = "kgx"


@Language.factory(
    "kgx",
    assigns=["doc._.kgx"],
    default_config={
        "model": DEFAULT_MODEL,
        "model_dir": None,
        "min_confidence": MIN_CONFIDENCE,
        "rules_only": False,
        "profile": None,
        "published": None,
    },
)
def make_kgx(
    nlp: Language,
    name: str,
    model: str,
    model_dir: str | None,
    min_confidence: float,
    rules_only: bool,
    profile: str | None,
    published: str | None,
) -> Kgx:
    """The component; `published` is the day of every Doc that has no `doc._.kgx_published` of its own."""
    from kg_extract.api import day_of, recipe_of

    return Kgx(recipe_of(model, model_dir, min_confidence, rules_only, profile), day_of(published))


class Kgx:
    """Sets `doc._.kgx`."""

    def __init__(self, recipe: Recipe, published: str | None = None) -> None:
        self.recipe = recipe
        self.published = published

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with what its text states."""
        [found] = self.pipe([doc])
        return found

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """The Docs with what their texts state, parsed together."""
        from kg_extract.exchange import as_line
        from kg_extract.nlp import pipeline
        from kg_extract.settings import settings_line

        settings = settings_line(self.recipe)
        left = iter(stream)
        while docs := list(islice(left, batch_size)):
            found = pipeline.extract([self._article(doc) for doc in docs], self.recipe)
            for doc, extraction in zip(docs, found, strict=True):
                doc.user_data[_KEY] = as_line(extraction, settings)
                yield doc

    def _article(self, doc: Doc) -> Article:
        """The Doc's whole text, so that offsets are those of the Doc; a dateline's day counts more than what is told beside."""
        from kg_extract import dateline
        from kg_extract.api import day_of
        from kg_extract.model import Article

        line = dateline.find(doc.text)
        day = line.date if line and line.date else day_of(doc._.kgx_published) or self.published
        return Article(doc.text, "-", day, dateline=line.place if line else None)


def _extraction(doc: Doc) -> Extraction | None:
    """What the component found in the Doc; None if it has not seen it."""
    line = doc.user_data.get(_KEY)
    return _read(line) if line else None


@lru_cache(maxsize=256)
def _read(line: str) -> Extraction:
    from kg_extract.views import Extraction

    return Extraction.from_json(line)


Doc.set_extension("kgx", getter=_extraction, force=True)
Doc.set_extension("kgx_published", default=None, force=True)
