"""`kgx why`: who says so? The sentences, the article, status and confidence behind a fact or a name."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kg_extract.cli import options, output
from kg_extract.cli.show import source_line

if TYPE_CHECKING:
    from kg_extract.store.facts import Fact
    from kg_extract.store.store import Store

__all__ = ["register"]

_FORMATS = ("text", "json")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("why")(why)


def why(
    target: Annotated[str, typer.Argument(metavar="FACT", help="A name, or the IRI of an event, a relation, a post or an article.")],
    store: options.Store = None,
    article: options.Article = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
) -> None:
    """Print who says so.

    For a fact, or every fact about a name: the sentences that state it, the article, its status, and how sure kgx is.
    """
    from kg_extract.store import facts
    from kg_extract.store.lookup import find_article
    from kg_extract.store.store import open_store

    output.check_format(format, _FORMATS)
    with open_store(store) as opened:
        found = facts.why(opened, target)
        names = _joined(opened, target)
        only = find_article(opened, article).iri if article else None
    chosen = [fact for fact in found if only in (None, fact.source.iri)]
    if format == "json":
        output.print_json([asdict(fact) for fact in chosen])
        return
    for line in names:
        output.print_line(line)
    for i, fact in enumerate(chosen):
        if i or names:
            output.print_line()
        _print_fact(fact)


def _joined(store: Store, target: str) -> list[str]:
    """Which names joined by which rule, a line each."""
    from kg_extract.errors import NotFoundError
    from kg_extract.store import entities, sparql, who

    try:
        iri = sparql.expand(target) or entities.find_entities(store, target)[0].iri
    except NotFoundError:
        return []
    lines = []
    for each in who.joined(store, iri):
        said = f", declared in {', '.join(each.said_in[:3])}{', …' if len(each.said_in) > 3 else ''}" if each.said_in else ""
        lines.append(f"{' = '.join(each.names) or each.iri}: joined by {each.rule}{said} ({each.iri})")
    told = [f"told by {iri}, too: {rule}" for iri, rule in who.retold(store, iri)]
    return lines + told


def _print_fact(fact: Fact) -> None:
    output.print_line(fact.label)
    sure = f"confidence {fact.confidence:f}" if fact.confidence is not None else ""
    output.print_line("  " + ", ".join(part for part in (fact.type, fact.status, sure) if part))
    output.print_line(f"  {source_line(fact.source)}")
    for proof in fact.proofs:
        output.print_line(f"    {proof.start}–{proof.end}: “{output.plain(proof.quote)}”")
