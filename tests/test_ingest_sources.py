"""An ingest of live pages and of copies: what is asked again, what is stored once, whatever the order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from kg_extract.ingest import Options, Report, forget, ingest
from kg_extract.recipe import Recipe
from kg_extract.settings import recipe_of, settings_line
from kg_extract.store.store import open_store
from tests.read import documents
from tests.read.server import Sent, Server
from tests.test_near import COPY, STORY

OPTIONS = Options(allow_private=True)


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server on loopback."""
    with Server() as running:
        yield running


def run(store: Path, *sources: Path | str, options: Options = OPTIONS) -> Report:
    """Ingest into the store on disk."""
    with open_store(store, mode="write") as opened:
        return ingest(map(str, sources), opened, options)


def quads(store: Path) -> set[str]:
    """Everything in the store."""
    with open_store(store) as opened:
        return {str(quad) for quad in opened.quads()}


def originals(store: Path) -> dict[str, str]:
    """File → the file that it is a copy of."""
    with open_store(store) as opened:
        rows = opened.select("SELECT ?a ?b WHERE { ?x kg:duplicateOf ?y ; kg:fileName ?a . ?y kg:fileName ?b }")
        return {Path(str(a.value)).name: Path(str(b.value)).name for a, b in rows}  # type: ignore[union-attr]


@pytest.fixture
def desk(tmp_path: Path) -> dict[str, Path]:
    """Three copies of one story, and another one."""
    texts = {
        "early": f"date: 2025-05-26\n\n{COPY}",
        "late": f"date: 2025-05-27\n\n{STORY}",
        "latest": f"date: 2025-05-28\n\n{STORY} It was updated.",
        "other": f"date: 2025-05-01\n\n{documents.BODY}",
    }
    files = {name: tmp_path / f"{name}.txt" for name in texts}
    for name, text in texts.items():
        files[name].write_text(text, encoding="utf-8")
    return files


def same_in_each_order(tmp_path: Path, orders: Iterable[Sequence[str | Path]]) -> Path:
    """A store of the sources; in each order, read at once or one by one, it is the same."""
    stores = []
    for number, order in enumerate(orders):
        for at_once in (True, False):
            store = tmp_path / f"store-{number}-{at_once}"
            for step in [order] if at_once else [(source,) for source in order]:
                run(store, *step)
            stores.append(quads(store))
    assert all(each == stores[0] for each in stores)
    return store


def test_copies_are_linked_whatever_the_order(tmp_path: Path, desk: dict[str, Path], parsed: list[str]) -> None:
    """The earliest story is stored, the others only point to it; one by one or at once, in any order: the same store."""
    store = same_in_each_order(tmp_path, list(permutations(desk.values()))[::5])
    assert originals(store) == {"late.txt": "early.txt", "latest.txt": "early.txt"}


def test_a_copy_whose_original_goes_is_read(tmp_path: Path, desk: dict[str, Path], parsed: list[str]) -> None:
    """When the original is taken out, the next ingest makes an original of the next one, from the text that was kept."""
    store = tmp_path / "store"
    run(store, desk["early"], desk["late"])
    with open_store(store, mode="write") as opened:
        original = next(row.iri for row in opened.articles() if row.events)
        opened.forget(original)
    report = run(store, desk["other"])
    assert (report.changes["changed"], report.changes["added"], originals(store)) == (1, 1, {})


def test_a_copy_is_read_as_its_original_was(tmp_path: Path, desk: dict[str, Path], parsed: list[str]) -> None:
    """When the original is forgotten, its copy takes its place with the settings and the base that both came with."""
    store, settings = tmp_path / "store", Options(Recipe(min_confidence=0.8), base="https://example.org/id/")
    run(store, desk["early"], desk["late"], options=settings)
    with open_store(store, mode="write") as opened:
        forget(opened, [next(row.iri for row in opened.articles() if row.events)])
    alone = tmp_path / "alone"
    run(alone, desk["late"], options=settings)
    assert quads(store) == quads(alone)


def test_a_recipe_is_told_in_one_line(tmp_path: Path) -> None:
    """The line that an article's graph has tells the recipe again."""
    for recipe in (
        Recipe(),
        Recipe(rules_only=True),
        Recipe(model="/some where/model", weights="/w, x", min_confidence=0.5),
        Recipe(profile="clinical-trials", weights="own"),
    ):
        told = recipe_of(settings_line(recipe))
        assert (told.model, told.weights, told.rules_only) == (recipe.model, recipe.weights, recipe.rules_only)
        assert settings_line(told) == settings_line(recipe)
    assert recipe_of("by hand") == Recipe()


def test_copies_may_be_kept(tmp_path: Path, desk: dict[str, Path], parsed: list[str]) -> None:
    """Each is then an article of its own; a second run changes nothing in either way."""
    store = tmp_path / "store"
    keep = Options(keep_duplicates=True)
    assert run(store, desk["early"], desk["late"], options=keep).changes["added"] == 2
    assert run(store, desk["early"], desk["late"], options=keep).changes["unchanged"] == 2
    assert run(store, desk["early"], desk["late"]).changes["copy"] == 1
    assert run(store, desk["early"], desk["late"]).changes["unchanged"] == 2
    assert len(parsed) == 2


def test_a_live_page_is_asked_whether_it_changed(tmp_path: Path, server: Server, parsed: list[str]) -> None:
    """The second time the server only says that it has not; a changed page replaces its article; forgotten, it is fetched whole."""
    version = ["1"]

    def answer(headers: Mapping[str, str]) -> Sent:
        if headers.get("If-None-Match") == version[0]:
            return Sent(b"", 304)
        return Sent(documents.page([*documents.PARAGRAPHS, f"Version {version[0]} of the story."]), 200, {"ETag": version[0]})

    server.pages["/page"] = answer
    store, address = tmp_path / "store", f"{server.address}/page"
    assert run(store, address).changes["added"] == 1
    report = run(store, address + "?utm_source=mail", address)
    assert (report.changes["unchanged"], len(report.failures)) == (1, 1)
    version[0] = "2"
    assert run(store, address).changes["changed"] == 1
    with open_store(store, mode="write") as opened:
        opened.forget(opened.graphs()[0])
    assert run(store, address).changes["added"] == 1


def test_a_page_is_one_article_by_whatever_way(tmp_path: Path, server: Server, parsed: list[str]) -> None:
    """With tracking parameters, over a redirect, or plainly: it is parsed once, and nothing changes in the store."""
    body = documents.page(head=f"<link rel='canonical' href='{server.address}/one'>")
    server.put("/one", body)
    server.put("/one?utm_source=mail", body)
    server.put("/short", status=301, Location=f"{server.address}/one?utm_source=mail")
    store = tmp_path / "store"
    assert run(store, f"{server.address}/short").changes["added"] == 1
    assert run(store, f"{server.address}/one", f"{server.address}/one?utm_source=mail").changes["unchanged"] == 2
    assert len(parsed) == 1


def test_the_address_of_a_page_does_not_depend_on_what_came_first(tmp_path: Path, server: Server, parsed: list[str]) -> None:
    """A page reached by three addresses goes by the plainest of them, in whatever order they come, one by one or at once."""
    body = documents.page(head=f"<link rel='canonical' href='{server.address}/one'>")
    addresses = [f"{server.address}/{name}" for name in ("one", "one?utm_source=mail", "one?utm_source=post")]
    for name in ("/one", "/one?utm_source=mail", "/one?utm_source=post"):
        server.put(name, body)
    store = same_in_each_order(tmp_path, permutations(addresses))
    with open_store(store) as opened:
        assert [row.file_name for row in opened.articles()] == [addresses[0]]


def test_one_bad_entry_of_a_wholeis_tried_again(tmp_path: Path, server: Server, parsed: list[str]) -> None:
    """A feed is known only when all its pages were read; then it costs one question."""
    server.put("/one", documents.page(), ETag="1")
    entries = [f"<title>x</title><link>{server.address}/{name}</link>" for name in ("one", "two")]
    whole = Sent(documents.rss(entries), 200, {"ETag": "1"})
    server.pages["/feed"] = lambda headers: Sent(b"", 304) if headers.get("If-None-Match") else whole
    store, feed = tmp_path / "store", f"{server.address}/feed"
    report = run(store, feed)
    assert (report.changes["added"], [failure.source for failure in report.failures]) == (1, [f"{server.address}/two"])
    server.put("/two", documents.page(documents.PARAGRAPHS[:2]))
    assert run(store, feed).changes["added"] == 1
    server.asked.clear()
    assert run(store, feed).changes["unchanged"] == 2
    assert server.paths == ["/robots.txt", "/feed"]
