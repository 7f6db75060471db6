"""Every frame's own example gives the event and the roles that it says."""

from __future__ import annotations

import pytest

from kg_extract.model import Article, EntityRef, Extraction
from kg_extract.nlp import frames, pipeline
from kg_extract.recipe import Recipe

EXAMPLES = [(frame.type, example) for frame in frames.load().by_type.values() for example in frame.examples]


@pytest.fixture(scope="module")
def found() -> dict[str, Extraction]:
    """What the pipeline finds in each example; at a low floor, since a lone sentence makes nothing sure."""
    articles = [Article(example["text"], f"{kind}-{number}", "2026-03-05") for number, (kind, example) in enumerate(EXAMPLES)]
    return {each.article.text: each for each in pipeline.extract(articles, Recipe(min_confidence=0.1))}


@pytest.mark.parametrize(("kind", "example"), EXAMPLES, ids=[kind for kind, _ in EXAMPLES])
def test_the_example_holds(kind: str, example: dict[str, object], found: dict[str, Extraction]) -> None:
    """An event of the frame's type has every filler named in the example."""
    extraction = found[str(example["text"])]
    roles: dict[str, set[str]] = {}
    for event in extraction.events:
        for argument in event.arguments if event.type == kind else ():
            if isinstance(argument.filler, EntityRef):
                roles.setdefault(argument.role, set()).update(extraction.entity(argument.filler).names)
    wanted = example["roles"]
    assert isinstance(wanted, dict)
    assert {role: set(names) - roles.get(role, set()) for role, names in wanted.items()} == {role: set() for role in wanted}
