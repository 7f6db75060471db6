"""What `pipeline.load` refuses, and that one article on which a component fails does not take the others with it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg_extract.errors import ModelError
from kg_extract.model import Article
from kg_extract.nlp import pipeline
from kg_extract.recipe import Recipe

TEXT = "Acme Orbital won a contract from the Norland Space Agency."


def saved(nlp: Language, folder: Path, **meta: str) -> str:
    """The pipeline on disk, its meta data changed."""
    nlp.to_disk(folder)
    file = folder / "meta.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | meta))
    return str(folder)


def test_a_missing_model_says_how_to_install_it() -> None:
    """The name, and a command."""
    with pytest.raises(ModelError, match="no_such_model cannot be loaded"):
        pipeline.load(Recipe("no_such_model"))


def test_a_model_for_another_spacy_is_refused(tmp_path: Path) -> None:
    """Both versions are named."""
    with pytest.raises(ModelError, match=r"was made for spaCy >=2.0,<2.1; this is 3\."):
        pipeline.load(Recipe(saved(spacy.blank("en"), tmp_path / "old", spacy_version=">=2.0,<2.1")))


def test_a_model_that_cannot_parse_is_refused(tmp_path: Path) -> None:
    """What is missing is listed; another language is named."""
    with pytest.raises(ModelError, match="has no tagger, parser, lemmatizer, ner"):
        pipeline.load(Recipe(saved(spacy.blank("en"), tmp_path / "blank")))


def test_a_failing_component_leaves_out_one_article(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault is told with the component and the article; the other articles come through in order."""
    nlp = pipeline.load()
    whole = nlp.get_pipe("kgx_dates")

    def breaks(doc: Doc) -> Doc:
        if "Broken" in doc.text:
            raise KeyError("odd")
        return whole(doc)

    monkeypatch.setattr(nlp, "_components", [(name, breaks if name == "kgx_dates" else pipe) for name, pipe in nlp._components])
    articles = [Article(text, f"{n}.txt", "2025-01-01") for n, text in enumerate((TEXT, f"Broken. {TEXT}", TEXT + " Twice."))]
    told: list[tuple[str, str]] = []
    found = list(pipeline.extract(articles, on_fault=lambda article, fault: told.append((article.source, fault))))
    assert [extraction.article.source for extraction in found] == ["0.txt", "2.txt"]
    assert told == [("1.txt", "kgx_dates: KeyError: 'odd'")]


def test_a_long_text_is_parsed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offsets of facts from later pieces point into the whole article."""
    monkeypatch.setattr("kg_extract.nlp.pieces.LONGEST", 100)
    monkeypatch.setattr("kg_extract.nlp.pieces.split.__defaults__", (100,))
    article = Article("\n\n".join([TEXT] * 5), "long.txt", "2025-01-01")
    (found,) = pipeline.extract([article])
    mentions = [mention for entity in found.entities for mention in entity.mentions if mention.kind == "name"]
    assert max(mention.start for mention in mentions) > 100
    assert all(article.text[mention.start : mention.end] == mention.text for mention in mentions)


def test_spacy_comes_without_its_command_line_and_loses_nothing() -> None:
    """Importing the pipeline imports no requests; spacy.cli and spacy.info work all the same."""
    script = """
import sys, kg_extract.nlp.pipeline, spacy
print('requests' in sys.modules, 'spacy.cli' in sys.modules)
print(spacy.info(silent=True)['spacy_version'])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "False False"
    assert done.stdout.splitlines()[-1] == version("spacy")
