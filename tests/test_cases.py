"""Runs every case of `tests/cases/*.md` through the whole pipeline: a sentence of our own, and the facts it must give."""

from __future__ import annotations

import re

import pytest

from kg_extract.recipe import Recipe
from tests.case_files import FOLDER, Case, Found, describe, failures, read_all

CASES = read_all()
#: Raised with every case added, so that none drops out unseen.
NUMBER_OF_CASES = 312
#: The cases ask what is seen in a sentence, not how sure a lone sentence can make kgx; a lower floor makes what must not be there harder.
RECIPE = Recipe(min_confidence=0.15)


@pytest.fixture(scope="module")
def found() -> dict[str, Found]:
    """What the pipeline finds in each case, all parsed in one go."""
    from kg_extract.nlp import collect, pipeline

    nlp = pipeline.load(RECIPE)
    docs = nlp.pipe(pipeline.make_doc(nlp, case.article) for case in CASES)
    return {
        case.article.source: Found(
            collect.collect(doc),
            tuple((span.amount, span.kind) for span in doc._.kgx_amounts),
            tuple(span.value for span in doc._.kgx_dates),
        )
        for case, doc in zip(CASES, docs, strict=True)
    }


@pytest.mark.parametrize("case", CASES, ids=[f"{case.file}: {case.name}" for case in CASES])
def test_case(case: Case, found: dict[str, Found]) -> None:
    """The text gives every fact listed, and none of those that must not be there."""
    result = found[case.article.source]
    assert not (wrong := failures(case, result)), "does not hold:\n" + "\n".join(wrong) + "\n\nfound:\n" + describe(result)


def test_no_case_is_lost() -> None:
    """Every heading of a case file is a case of its own, with a text and at least one line that says what must hold."""
    headings = sum(len(re.findall(r"^## ", file.read_text(encoding="utf-8"), re.MULTILINE)) for file in FOLDER.glob("*.md"))
    assert headings == len(CASES) >= NUMBER_OF_CASES
    assert len({case.article.source for case in CASES}) == len(CASES)
    assert not [case.name for case in CASES if not case.text or not case.lines]
