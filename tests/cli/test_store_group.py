"""`kgx store …`: check, backup and restore, update, rebuild."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Kgx

NAME = "INSERT DATA { GRAPH <https://w3id.org/kg-extract/ns#corrections> { spacecraft:polaris-3 skos:altLabel 'Polaris Three' } }"


def test_a_sound_store_is_sound(kgx: Kgx) -> None:
    """Checksums, evidence and nodes are looked at."""
    done = kgx("store", "check")
    assert (done.code, done.out) == (0, "the store is sound.\n")


def test_a_backup_restores_the_store(kgx: Kgx, own_store: Path, tmp_path: Path) -> None:
    """The same quads come back; a store that holds something is replaced only with --force."""
    before = kgx("export", "--format", "nquads").out
    file = str(tmp_path / "graph.nq.gz")
    assert kgx("store", "backup", file).out.startswith(f"{file}: 1 graph, 1")
    kgx("forget", "borealis")
    assert kgx("store", "restore", file).out.startswith("restored 1 graph, 1")
    assert kgx("export", "--format", "nquads").out == before
    refused = kgx("store", "restore", file)
    assert (refused.code, "--force" in refused.err) == (5, True)
    assert kgx("store", "restore", file, "--force").code == 0


def test_a_damaged_backup_is_refused(kgx: Kgx, own_store: Path, tmp_path: Path) -> None:
    """Nothing is changed by it."""
    file = tmp_path / "broken.nq.gz"
    file.write_bytes(b"no backup")
    done = kgx("store", "restore", str(file), "--force")
    assert (done.code, "Traceback" in done.err) == (5, False)
    assert "borealis" in kgx("articles").out


def test_an_update_changes_the_store_and_keeps_the_state_before(kgx: Kgx, own_store: Path) -> None:
    """What was added is found, and the backup is named."""
    done = kgx("store", "update", NAME)
    assert done.out.startswith("1 quad added, 0 removed. The state before is kept in ")
    assert kgx("query", "ASK { spacecraft:polaris-3 skos:altLabel 'Polaris Three' }").out == "true\n"


def test_an_update_that_breaks_the_shapes_needs_force(kgx: Kgx, own_store: Path) -> None:
    """An event without a status is refused, with what is wrong; --force adopts it."""
    broken = "DELETE { ?e kg:status ?s } WHERE { ?e a kg:Launch ; kg:status ?s }"
    assert kgx("store", "update", broken).code != 0
    assert kgx("query", "ASK { ?e a kg:Launch ; kg:status ?s }").out == "true\n"
    assert kgx("store", "update", broken, "--force").code == 0
    assert kgx("query", "ASK { ?e a kg:Launch ; kg:status ?s }").out == "false\n"


def test_update_refuses_queries_and_nothing(kgx: Kgx, own_store: Path) -> None:
    """A query is no update; no text at all is a wrong call."""
    assert kgx("store", "update", "SELECT * {}").code == 6
    assert kgx("store", "update").code == 2
