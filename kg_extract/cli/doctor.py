"""`kgx doctor`: looks whether everything that kgx needs is there, and says what to do where it is not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from kg_extract.cli import extracting, options, output
from kg_extract.errors import KgxError, ModelError, StoreError
from kg_extract.recipe import DEFAULT_MODEL

__all__ = ["register"]

_LEAST_DISK = 2**30

#: Extra → a package of it, and what it is for.
_EXTRAS = {"pdf": ("pypdfium2", "PDF"), "train": ("scikit-learn", "kgx model train")}


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("doctor")(doctor)


def doctor(
    store: options.Store = None,
    model: extracting.Model = DEFAULT_MODEL,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json or markdown.")] = "table",
) -> int:
    """Check the installation.

    Versions, language model, ontology, store, disk, and the extras, which may be missing. The exit code is 1 when something has to be done.
    """
    output.check_format(format, ("table", "csv", "tsv", "json", "markdown"))
    checks: dict[str, Callable[[], str]] = {
        "kgx": _versions,
        "language model": lambda: _model(model),
        "ontology": _ontology,
        "store": lambda: _store(store),
        "disk": lambda: _disk(store),
    }
    rows = [(name, *_run(check)) for name, check in checks.items()] + [(f"extra {name}", *_extra(name)) for name in _EXTRAS]
    output.print_rows(("what", "state", "details"), rows, format)
    return 1 if any(state == "PROBLEM" for _, state, _ in rows) else 0


def _run(check: Callable[[], str]) -> tuple[str, str]:
    try:
        return "ok", check()
    except KgxError as fault:
        return "PROBLEM", str(fault)


def _extra(name: str) -> tuple[str, str]:
    """What kgx does not need, but can use; what it is for where it is missing."""
    from importlib.metadata import PackageNotFoundError, version

    package, use = _EXTRAS[name]
    try:
        return "ok", f"{package} {version(package)}, for {use}"
    except PackageNotFoundError:
        return "not there", f'{package} is not installed; for {use}: pip install "kg-extract[{name}]"'


def _versions() -> str:
    from importlib.metadata import version

    from kg_extract import __version__

    libraries = ", ".join(f"{name} {version(name)}" for name in ("spacy", "pyoxigraph", "rdflib"))
    return f"kgx {__version__}, Python {sys.version.split()[0]}, {libraries}"


def _model(model: str) -> str:
    """Its version; `ModelError` when it is not installed or not the one that kgx pins."""
    from importlib.metadata import PackageNotFoundError, requires, version

    name = model.replace("_", "-")
    try:
        found = version(name)
        pins = [line for line in requires("kg-extract") or () if line.startswith(f"{name}==")]
    except PackageNotFoundError as fault:
        raise ModelError(f"{model} is not installed.", f"Install it with: pip install {name}") from fault
    wanted = pins[0].partition("==")[2] if pins else found
    if wanted != found:
        raise ModelError(f"{model} {found} is installed, kgx was built for {wanted}.", f"Install it with: pip install {name}=={wanted}")
    return f"{model} {found}"


def _ontology() -> str:
    from kg_extract import resources
    from kg_extract.store import named

    sizes = [resources.ontology(name).stat().st_size for name in ("kgx.ttl", "shapes.ttl", "context.jsonld", "prefixes.ttl")]
    return f"{len(sizes)} files, {output.number(len(named.all()), 'shipped query')}"


def _store(location: str | None) -> str:
    from kg_extract.store.store import default_location, open_store

    place = location or str(default_location())
    try:
        with open_store(place) as opened:
            return f"{place}: {output.number(len(opened.articles()), 'article')}"
    except StoreError as fault:
        if "no store at" in fault.what:
            return f"{place}: not there yet"
        raise


def _disk(location: str | None) -> str:
    import shutil
    from pathlib import Path

    from kg_extract.store.store import default_location

    if location and "://" in location:
        return "not needed: the store is a server"
    place = Path(location or default_location()).absolute()
    existing = next(folder for folder in (place, *place.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    if free < _LEAST_DISK:
        raise StoreError(f"Only {free // 2**20} MB are free at {existing}.", "Free some, or name another folder: --store FOLDER")
    return f"{free / 2**30:.0f} GB free at {existing}"
