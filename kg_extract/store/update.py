"""Changes a store by a SPARQL update, safely: tried on a copy first, backed up, checked, and then adopted in one transaction.

    update(store, text, validate=shapes.validate)   → Change(added, removed, backup)

The default graph of an update is, as in a query, the union of all articles: what is deleted there goes from every article that
states it, and what is inserted there goes into the graph kg:corrections.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad
from pyoxigraph import Store as Oxigraph

from kg_extract.errors import QueryError
from kg_extract.store import contained, diagnosis, sparql
from kg_extract.store.backup import backup
from kg_extract.store.change import INDEX, RESOLUTION
from kg_extract.store.embedded import EmbeddedStore
from kg_extract.store.quads import UNION
from kg_extract.store.store import DEFAULT_MEMORY, DEFAULT_TIMEOUT, Store

__all__ = ["CORRECTIONS", "Change", "update"]

CORRECTIONS = "https://w3id.org/kg-extract/ns#corrections"

#: Says what is wrong with a dataset, one line each.
Validate = Callable[[Iterable[Quad]], Sequence[object]]


@dataclass(frozen=True)
class Change:
    """What an update did: how many quads came and went, and where the state before it was kept."""

    added: int
    removed: int
    backup: Path | None


def update(
    store: Store,
    text: str,
    *,
    validate: Validate | None = None,
    force: bool = False,
    allow_network: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
    memory: int = DEFAULT_MEMORY,
) -> Change:
    """Run the update `text`; refused when `validate` finds faults that were not there before, unless `force`."""
    sparql.check_update(text, allow_network=allow_network)
    checked = None if force else validate
    if isinstance(store, EmbeddedStore):
        gone, come = _tried(store, text, checked, timeout, memory)
        kept = _kept_before(store)
        store.adopt(gone, come)
    else:
        from kg_extract.store.remote import RemoteStore  # here: a store on disk needs no HTTP

        assert isinstance(store, RemoteStore)
        with store.mirrored() as mirror:
            gone, come = _tried(mirror, text, checked, timeout, memory)
        kept = _kept_before(store)
        store.change(lambda _: (gone, come, set(), set()))
    return Change(len(come), len(gone), kept)


def _tried(store: EmbeddedStore, text: str, validate: Validate | None, timeout: float, memory: int) -> tuple[set[Quad], set[Quad]]:
    """The quads of the named graphs that go and come by an update, which is run on a copy."""
    with store.copied() as (path, open_copy):
        if path is None:
            _run(open_copy(), text)
        else:
            contained.update(path, text, timeout=timeout, memory=memory)
        changed = open_copy()
        _spread(changed, store)
        _check(store, changed, validate)
        return store.difference(changed)


def _run(database: Oxigraph, text: str) -> None:
    try:
        database.update(text, prefixes=sparql.prefixes())
    except SyntaxError as fault:
        raise diagnosis.explain(text, str(fault)) from None
    except (OSError, RuntimeError) as fault:
        raise QueryError(f"The update failed: {fault}.", "The store is as it was.") from fault


def _spread(changed: Oxigraph, store: EmbeddedStore) -> None:
    """Do to the graphs what was done to their union."""
    for quad in [quad for quad in changed if quad.graph_name == UNION and not store.holds(quad)]:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            raise QueryError("The update makes a blank node, which has no place in the store.", "Give the node an IRI.")
        if not any(each.graph_name != UNION for each in _everywhere(changed, quad)):
            changed.add(Quad(quad.subject, quad.predicate, quad.object, NamedNode(CORRECTIONS)))
    for quad in [quad for quad in changed if quad.graph_name not in (UNION, RESOLUTION, INDEX) and store.holds(quad)]:
        if store.seen(quad) not in changed:
            changed.remove(quad)


def _everywhere(database: Oxigraph, quad: Quad) -> Iterator[Quad]:
    return database.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)


def _check(store: EmbeddedStore, changed: Oxigraph, validate: Validate | None) -> None:
    if validate is None:
        return
    before = set(map(str, validate(store.quads())))
    new = [fault for fault in map(str, validate(quad for quad in changed if quad.graph_name != UNION)) if fault not in before]
    if new:
        more = f" (and {len(new) - 1} more)" if len(new) > 1 else ""
        raise QueryError(f"The update breaks the shapes: {new[0]}{more}.", "Correct it, or run it anyway: --force")


def _kept_before(store: Store) -> Path | None:
    beside = store.beside()
    if beside is None:
        return None
    folder = beside / "backups"
    folder.mkdir(exist_ok=True)
    path = folder / f"before-update-{sum(1 for _ in folder.glob('before-update-*')) + 1:04}.nq.gz"
    backup(store, path)
    return path
