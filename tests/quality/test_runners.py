"""The commands that score kgx on a public benchmark: from a file of its form, with passages of our own, to a prediction file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from kg_extract.nlp.relations_patterns import own
from tests.quality import core, knowledgenet

PASSAGES = {
    "collaboration": "[Halden Systems] has formed a partnership with the shipyard [Norland Motors].",
    "competitor_of": "[Halden Systems] competes with Norland Motors and [Tarn Radio].",
    "traded_on": "[It] has been listed on the [Oslo Stock Exchange] since 1998.",
    "undefined": "[Halden Systems] moved into a building beside [Norland Motors].",
}


def _passage(name: str, marked: str) -> dict[str, Any]:
    """A passage of CORE's form from a text whose subject and object stand in square brackets."""
    first, second = ((marked.index("[", at), marked.index("]", at)) for at in (0, marked.index("]") + 1))
    places = [(first[0], first[1] - 1), (second[0] - 2, second[1] - 3)]
    text = marked.replace("[", "").replace("]", "")
    marks = [{"text": text[start:end], "start": start, "end": end} for start, end in places]
    return {"id": name, "text": text, "subject": marks[0], "object": marks[1]}


def test_core_names_the_relation_of_the_marked_pair() -> None:
    """Facts of kgx and the table's patterns give CORE's relation; a pair without one gets no line."""
    acquired = _passage("acquired_by", "[Tarn Radio] was acquired by [Halden Systems] in 2001.")
    found = list(core.predictions([acquired, *(_passage(name, text) for name, text in PASSAGES.items())]))
    assert {line["doc"]: line["relation"] for line in found} == {name: name for name in ("acquired_by", *PASSAGES) if name != "undefined"}
    assert {"doc": "acquired_by", "subject": "Tarn Radio", "relation": "acquired_by", "object": "Halden Systems"} in found


def test_core_translates_only_relations_that_it_names() -> None:
    """Whatever the table can write is one of CORE's labels."""
    labels = {
        *("acquired_by", "brand_of", "client_of", "collaboration", "competitor_of", "merged_with"),
        *("product_or_service_of", "regulated_by", "shareholder_of", "subsidiary_of", "traded_on"),
    }
    assert {pattern.predicate for pattern in own(core.TABLE)} == labels


def test_knowledgenet_writes_the_mentions_of_a_fact() -> None:
    """Each name of the thing in the sentence is written, former posts count, and offsets point into the text."""
    text = "Halden Systems is based in Salem, Oregon. Jane Roe served as chief executive of Norland Motors until 1998."
    found = list(knowledgenet.predictions([{"id": "a", "text": text}]))
    told = {(line["relation"], line["subject"], line["object"]) for line in found}
    assert told == {("HEADQUARTERS", "Halden Systems", "Salem, Oregon"), ("CEO", "Norland Motors", "Jane Roe")}
    assert all(text[line["s_start"] : line["s_end"]] == line["subject"] for line in found)
    assert all(text[line["o_start"] : line["o_end"]] == line["object"] for line in found)


def test_core_runs_as_a_command(tmp_path: Path) -> None:
    """The command writes one JSON line for each related pair; without a file it says how it is called."""
    file = tmp_path / "passages.jsonl"
    file.write_text(json.dumps(_passage("p", PASSAGES["competitor_of"])) + "\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "tests.quality.core", str(file)], capture_output=True, text=True, check=True)
    assert [json.loads(line)["relation"] for line in done.stdout.splitlines()] == ["competitor_of"]
    called = subprocess.run([sys.executable, "-m", "tests.quality.core"], capture_output=True, text=True, check=False)
    assert called.returncode == 2 and "usage: python -m tests.quality.core PASSAGES.jsonl" in called.stderr
