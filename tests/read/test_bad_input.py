"""Broken and hostile files: one clear error each, in bounded time and memory, and never anything but an `InputError`."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg_extract.errors import InputError
from kg_extract.exchange_read import Extracted
from kg_extract.read.content import Content
from kg_extract.read.sources import Reading
from tests.read import bad_input, documents
from tests.read.conftest import Read

FILES = list(bad_input.files())


@pytest.mark.parametrize(("name", "data", "told"), FILES, ids=[name for name, _, _ in FILES])
def test_one_clear_error(reading: Read, name: str, data: bytes, told: str) -> None:
    """It names the file, says what is wrong, and what to do; a file of many parts has one for each that is bad, and never a flood."""
    assert reading(name, data) == []
    assert told in reading.faults[0]
    assert len(reading.faults) < 5
    assert all(len(fault) < 600 and "\n" not in fault for fault in reading.faults)


def test_time_and_memory_are_bounded(tmp_path: Path) -> None:
    """Each within 5 seconds, and all within a gigabyte."""
    done = subprocess.run([sys.executable, "-m", "tests.read.bad_input", tmp_path], capture_output=True, text=True, check=True)
    cost = json.loads(done.stdout)
    assert {name: seconds for name, seconds in cost["seconds"].items() if seconds > 5} == {}
    assert cost["MB"] < 1024


WHOLE = {
    "x.pdf": documents.pdf([documents.PDF_PAGE], {"Title": "x"}),
    "x.docx": documents.docx([("Title", "x"), ("", documents.BODY)]),
    "x.html": documents.page(head='<script type="application/ld+json">{"@type": "NewsArticle", "author": ["x"]}</script>'),
    "x.rss": documents.rss(["<title>x</title><description>" + documents.BODY + "</description>"]),
    "x.eml": documents.mail(html="<p>x</p>"),
    "x.mbox": documents.mailbox([documents.mail()] * 2),
    "x.json": json.dumps({"text": documents.BODY, "title": {"name": "x"}, "authors": [{"name": "x"}]}).encode(),
    "x.warc": documents.warc({"https://x.example/": ("200 OK", documents.page())}, compress=False),
    "x.warc.gz": documents.warc({"https://x.example/": ("200 OK", documents.page())}),
    "x.gz": gzip.compress(documents.BODY.encode()),
    "x.zip": documents.zipped({"a.txt": documents.BODY.encode(), "b.html": documents.page()}),
    "x.md": b"---\ntitle: x\n---\n# y\n" + documents.BODY.encode(),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 10**6), st.integers(0, 40), st.binary(max_size=12))
@example("x.json", 9, 4, b'["a"')
def test_damage_anywhere_is_an_input_error(name: str, place: int, removed: int, inserted: bytes) -> None:
    """Whatever is cut out of or put into a file of any kind, it gives articles or an `InputError`."""
    data = WHOLE[name]
    at = place % len(data)
    _read(Content(data[:at] + inserted + data[at + removed :], name))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(WHOLE)), st.binary(max_size=300), st.integers(0, 12))
def test_noise_is_an_input_error(name: str, noise: bytes, kept: int) -> None:
    """A true beginning and then nonsense."""
    _read(Content(WHOLE[name][:kept] + noise, name))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "@id", "text", "x"]), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["text", "title", "date", "url", "author", "publisher", "@type", "items", "articles", "version", "schema", "source", "id"]
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_json_of_any_shape(record: dict[str, object]) -> None:
    """Wrong types in any place are told, as a record and in the JSON-LD of a page."""
    _read(Content(json.dumps(record).encode(), "x.json"))
    linked = json.dumps({"@type": "NewsArticle"} | record)
    _read(Content(documents.page(head=f'<script type="application/ld+json">{linked}</script>'), "x.html"))


def _read(content: Content) -> None:
    reading = Reading(None, None, lambda source, fault: None)
    try:
        for found in reading.content(content, 0):
            article = found.extraction.article if isinstance(found, Extracted) else found
            assert article.text
    except InputError as fault:
        assert fault.what
