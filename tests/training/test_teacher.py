"""What a teacher says of articles that nobody annotated, as the mention tagger learns from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg_extract.errors import DataError
from kg_extract.learn.mentions_data import base, parse, samples
from kg_extract.learn.mentions_fit import Settings, fit
from kg_extract.learn.mentions_taught import articles, taught
from kg_extract.nlp.mentions_features import entity_embedding, features
from kg_extract.nlp.mentions_tagger import TAGS, Tagger, decode

TEXT = "Brightwing Photonics opened a plant in Tampere on Monday. Qarvik opened one there as well, said Anna Lund.\n"
NAME, TYPE = "Qarvik", TAGS.index("U-LaunchVehicle")


def _folder(folder: Path) -> Path:
    """A folder with one article that nobody annotated."""
    (folder / "news").mkdir(parents=True)
    (folder / "news" / "1.txt").write_text(TEXT, encoding="utf-8")
    return folder


def _labels(folder: Path, length: int | None = None) -> Path:
    """The labels of a teacher that takes one word for a rocket and nothing else for a name."""
    (doc,) = parse(base(), articles(folder))
    word = next(token.i for token in doc if token.text == NAME)
    others = [k for k in range(len(TAGS)) if k != TYPE][:7]
    file = folder / "labels.npz"
    np.savez(
        file,
        articles=np.array(["news/1.txt"]),
        lengths=np.array([length or len(doc)]),
        starts=np.array([0, 1]),
        tokens=np.array([word], np.uint16),
        tags=np.array([[TYPE, *others]], np.uint8),
        scores=np.array([[-0.001, *[-30.0] * 7]], np.float16),
    )
    return file


def test_the_tagger_learns_what_the_teacher_says(gold: Path, tmp_path: Path) -> None:
    """A name that the gold never has is found once a teacher has pointed at it, with the teacher's type."""
    folder = _folder(tmp_path / "unannotated")
    (doc,) = parse(base(), articles(folder))
    rows = features(doc, entity_embedding(base()))
    settings = Settings(rounds=3)
    alone = fit(samples(gold), settings)
    parts = list(taught(folder, _labels(folder), alone)) * 40
    after = fit(samples(gold), settings, parts)

    def found(tagger: Tagger) -> set[tuple[str, str]]:
        return {(doc[start:end].text, kind) for start, end, kind in decode(tagger.scores(rows))}

    assert (NAME, "LaunchVehicle") not in found(alone)
    assert (NAME, "LaunchVehicle") in found(after)


def test_labels_of_another_text_are_refused(tmp_path: Path) -> None:
    """An article that has changed since it was labelled would be learned from word by word, each in the wrong place."""
    folder = _folder(tmp_path / "unannotated")
    with pytest.raises(DataError, match=r"news/1\.txt: \d+ tokens, the labels have 99\."):
        list(taught(folder, _labels(folder, length=99), Tagger.load()))


def test_what_is_no_file_of_labels_is_refused(tmp_path: Path) -> None:
    """The message names the file and how to make one."""
    folder = _folder(tmp_path / "unannotated")
    (tmp_path / "labels.npz").write_bytes(b"nothing")
    with pytest.raises(DataError, match=r"labels\.npz: not a file of labels"):
        list(taught(folder, tmp_path / "labels.npz", Tagger.load()))
