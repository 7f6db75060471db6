"""`kgx entity`: corrections of who is who, from the command line."""

from __future__ import annotations

from pathlib import Path

from kg_extract.store.store import open_store
from tests.cli.conftest import Kgx
from tests.store.articles import Telling


def two(folder: Path) -> None:
    """Put two companies into the store that are not known to be one."""
    with open_store(folder, mode="write") as store:
        article = (
            Telling(1).entity("organization/zenda", "Company", "Zenda").entity("organization/zenda-orbital", "Company", "Zenda Orbital")
        )
        store.replace(article.graph.value, article.quads)


def test_merge_why_split(kgx: Kgx, own_store: Path) -> None:
    """A merge shows in show and why, and a split takes it back."""
    two(own_store)
    assert kgx("entity", "merge", "Zenda", "Zenda Orbital").code == 0
    assert kgx("show", "Zenda").out.startswith("Zenda Orbital (Company)\n  also known as Zenda\n")
    assert kgx("why", "Zenda Orbital").out.startswith("Zenda: joined by correction (https://")
    assert "stands for itself now" in kgx("entity", "split", "Zenda").out
    assert kgx("show", "Zenda").out.startswith("Zenda (Company)")


def test_rename(kgx: Kgx, own_store: Path) -> None:
    """The new name is shown, and found."""
    two(own_store)
    assert kgx("entity", "rename", "Zenda", "Zenda of Ruritania").code == 0
    assert kgx("show", "Zenda").out.startswith("Zenda of Ruritania (Company)")


def test_corrections_travel(kgx: Kgx, own_store: Path, tmp_path: Path) -> None:
    """Exported corrections are imported once, however often one tries."""
    two(own_store)
    kgx("entity", "merge", "Zenda", "Zenda Orbital")
    file = tmp_path / "corrections.nq"
    assert kgx("entity", "export", str(file)).code == 0
    kgx("entity", "split", "Zenda")
    assert kgx("entity", "import", str(file)).out == "1 correction added.\n"
    assert kgx("entity", "import", str(file)).out == "0 corrections added.\n"
    assert kgx("show", "Zenda").out.startswith("Zenda Orbital")


def test_what_cannot_be_is_said(kgx: Kgx, own_store: Path) -> None:
    """Splitting what is single and merging what is one are told, not done."""
    two(own_store)
    done = kgx("entity", "split", "Zenda")
    assert (done.code, done.out) == (2, "")
    assert "Nothing is joined with it" in done.err
    assert kgx("entity", "merge", "Zenda", "Nobody at all").code == 7
