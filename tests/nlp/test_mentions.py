"""Mentions: the tag sequence, lists of names, cue words, agreement inside an article, trimming."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc
from thinc.api import Linear

from kg_extract import resources
from kg_extract.errors import DataError
from kg_extract.model import ENTITY_TYPES
from kg_extract.nlp import mentions_agreement, mentions_gazetteer, mentions_rules
from kg_extract.nlp.matrices import quicken
from kg_extract.nlp.mentions_features import WIDTH, Floats, features
from kg_extract.nlp.mentions_tagger import TAGS, build, decode, load_weights, save_weights

VOCABULARY = English().vocab


def doc(text: str) -> Doc:
    """A doc of the words of a text."""
    return Doc(VOCABULARY, words=text.split())


def scores(count: int, **tags: float) -> Floats:
    """Scores of `count` tokens that are surely outside of names, but for `t3_B_Person=2.0` …"""
    result = np.full((count, len(TAGS)), -8.0, np.float32)
    result[:, 0] = 0
    for key, value in tags.items():
        token, position, kind = key[1:].split("_")
        result[int(token), TAGS.index(f"{position}-{kind}")] = value
    return result


def test_the_best_sequence_is_read_off() -> None:
    """A name of one token and one of two."""
    found = decode(scores(5, t0_U_Agency=2, t2_B_Person=2, t3_L_Person=2))
    assert found == [(0, 1, "Agency"), (2, 4, "Person")]


def test_a_name_that_does_not_end_is_none() -> None:
    """B alone is no name; the better whole sequence wins."""
    assert decode(scores(3, t1_B_Company=2)) == []


def test_neighbouring_names_stay_apart() -> None:
    """L then B of the same type are two names."""
    found = decode(scores(4, t0_B_Place=2, t1_L_Place=2, t2_B_Place=2, t3_L_Place=2))
    assert found == [(0, 2, "Place"), (2, 4, "Place")]


@given(st.integers(0, 12), st.integers(0, 2**32 - 1))
def test_names_are_in_order_and_do_not_overlap(length: int, seed: int) -> None:
    """Whatever the scores, names are non-empty, ordered, disjoint, and of a known type."""
    found = decode(np.random.default_rng(seed).normal(0, 4, (length, len(TAGS))).astype(np.float32))
    ends = [0, *(end for _, end, _ in found)]
    assert all(ends[k] <= start < end <= length and kind in ENTITY_TYPES for k, (start, end, kind) in enumerate(found))


def test_listed_names_are_found_longest_first() -> None:
    """Found is "Delta IV Heavy", not "Delta IV"; the city is a place."""
    found = mentions_gazetteer.known(doc("A Delta IV Heavy left Cape Canaveral for NASA ."))
    assert [(k.start, k.end, k.type) for k in found] == [(1, 4, "LaunchVehicle"), (5, 7, "LaunchSite"), (8, 9, "Agency")]


def test_every_listed_name_has_a_known_type_and_use() -> None:
    """No row of the gazetteer or of the cue words names a type that does not exist."""
    rows = resources.read_csv("lexicon/gazetteer.csv")
    assert {row["type"] for row in rows} <= set(ENTITY_TYPES)
    assert {row["use"] for row in rows} == {"sure", "hint"}
    assert {row["type"] for row in resources.read_csv("lexicon/name_cues.csv")} <= set(ENTITY_TYPES)


def test_features_have_one_row_a_token() -> None:
    """Also where the base model has run none of its layers."""
    assert features(doc("Acme Orbital won ."), None).shape == (4, WIDTH)
    assert features(doc(""), None).shape == (0, WIDTH)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Mr. Harlow resigned", (1, 2), "Person"),
        ("the Bramble rocket flew", (1, 2), "LaunchVehicle"),
        ("the Northern Lift Command said", (1, 4), "Agency"),
        ("Tarrow Dynamics Inc. said", (0, 3), "Company"),
        ("startup Zephyrine said", (1, 2), "Company"),
    ],
)
def test_cue_words_tell_the_type(text: str, name: tuple[int, int], kind: str) -> None:
    """The cue's type gets the best score of all types on every token of the name."""
    table = scores(len(text.split()))
    mentions_rules.add_evidence(doc(text), table)
    best = {TAGS[int(row[1:].argmax()) + 1][2:] for row in table[name[0] : name[1]]}
    assert best == {kind}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Launch Complex 1B", "LaunchSite"),
        ("SLC-40", "LaunchSite"),
        ("NROL-57", "Spacecraft"),
        ("Crew-9", "Programme"),
        ("KC-99A", "Product"),
        ("AGM-977B", "Product"),
    ],
)
def test_designators_are_names(text: str, kind: str) -> None:
    """The form alone raises the whole name above the tagger's mild doubt."""
    words = f"from {text} today"
    table = scores(len(words.split())) / np.float32(4)
    mentions_rules.add_evidence(doc(words), table)
    assert decode(table) == [(1, 1 + len(text.split()), kind)]


def test_a_name_found_once_is_found_everywhere() -> None:
    """Where the tagger was not sure, the sure place decides; small letters are another word."""
    text = doc("Bramble flew . Later Bramble landed in bramble .")
    table = scores(9, t0_U_LaunchVehicle=5, t4_U_LaunchVehicle=-1)
    mentions_agreement.add_evidence(text, table)
    assert decode(table) == [(0, 1, "LaunchVehicle"), (4, 5, "LaunchVehicle")]


def test_the_places_of_a_name_agree_on_its_type() -> None:
    """Two sure places outvote a doubtful one of another type."""
    text = doc("Bramble flew . Bramble rose . Bramble fell .")
    table = scores(9, t0_U_LaunchVehicle=-0.1, t3_U_LaunchVehicle=-0.1, t6_U_Company=-0.7, t6_U_LaunchVehicle=-0.9)
    table[[0, 3, 6], 0] = -4
    mentions_agreement.add_evidence(text, table)
    assert {kind for *_, kind in decode(table)} == {"LaunchVehicle"}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("The Brookvale Group", (0, 3, "Company"), [(1, 3, "Company")]),
        ("Acme 's plan", (0, 2, "Company"), [(0, 1, "Company")]),
        ("President Harlow said", (0, 2, "Person"), [(1, 2, "Person")]),
        ("The end", (0, 1, "Company"), []),
        ('" The Harbour Sings " flew', (1, 4, "Programme"), [(1, 4, "Programme")]),
    ],
)
def test_names_are_trimmed(text: str, name: tuple[int, int, str], expected: list[tuple[int, int, str]]) -> None:
    """Articles, possessives and titles are no part of a name; nothing is no name."""
    assert list(mentions_rules.trimmed(doc(text), [name])) == expected


def test_weights_come_back_as_saved(tmp_path: Path) -> None:
    """Half precision changes the scores by little; another file is refused by name."""
    model, again = build(), build()
    model.initialize()
    save_weights(model, tmp_path / "w.npz")
    load_weights(again, tmp_path / "w.npz")
    some = np.random.default_rng(1).normal(size=(6, WIDTH)).astype(np.float32)
    assert np.allclose(model.predict([some])[0], again.predict([some])[0], atol=0.05)
    (tmp_path / "bad.npz").write_bytes(b"nothing")
    with pytest.raises(DataError, match=r"bad\.npz"):
        load_weights(build(), tmp_path / "bad.npz")


def test_quick_matrix_products_change_nothing() -> None:
    """A layer gives the same rows with numpy's products as with thinc's, transposed or not."""
    rows = np.random.default_rng(0).normal(size=(7, 5)).astype(np.float32)
    layer = Linear(nO=3, nI=5).initialize()
    before = layer.predict(rows)
    assert np.allclose(quicken(layer).predict(rows), before, atol=1e-5)


def test_a_state_may_end_the_text() -> None:
    """A town with its state as the very last words speaks for a place, and nothing is read beyond them."""
    before, table = scores(4), scores(4)
    mentions_rules.add_evidence(doc("in Halden , Oregon"), table)
    assert (table[1:4].sum(axis=1) > before[1:4].sum(axis=1)).all()
