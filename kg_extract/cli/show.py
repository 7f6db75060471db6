"""`kgx show`: everything known about one entity, as a person would want to read it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kg_extract import met
from kg_extract.cli import options, output

if TYPE_CHECKING:
    from kg_extract.store.facts import Card, Fact, FoundEntity, Source, Statement

__all__ = ["register", "source_line"]

_FORMATS = ("text", "json")
_MOST_CARDS = 3

#: Relation → how it reads from its subject, and from its object.
_WORDS = {
    "headquarteredIn": ("headquartered in", "seat of"),
    "foundedOn": ("founded", ""),
    "founder": ("founded by", "founder of"),
    "subsidiaryOf": ("part of", "owner of"),
    "manufacturer": ("made by", "maker of"),
    "operator": ("operated by", "operator of"),
    "partOf": ("part of", "includes"),
    "locatedIn": ("located in", "place of"),
}


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("show")(show)


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Any name of an entity, or its IRI.")],
    store: options.Store = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
) -> None:
    """Print everything known about one entity.

    Its names, what it is related to, what happened to it, and which articles say so. An unknown name gets near ones suggested.
    """
    from kg_extract.store import facts, sparql
    from kg_extract.store.store import open_store

    output.check_format(format, _FORMATS)
    with open_store(store) as opened:
        iri = sparql.expand(name)
        found = [] if iri else facts.find_entities(opened, name)
        cards = [facts.entity_card(opened, each) for each in ([iri] if iri else [entity.iri for entity in found[:_MOST_CARDS]])]
    if format == "json":
        output.print_json([asdict(card) for card in cards])
        return
    for i, card in enumerate(cards):
        if i:
            output.print_line()
        _print_card(card)
    _print_more(name, found[_MOST_CARDS:])


def source_line(source: Source) -> str:
    """An article on one line: its date, headline and file."""
    place = source.file_name or source.url or ""
    return "  ".join(part for part in (source.published, source.name, f"({place})" if place and place != source.name else "") if part)


def _print_card(card: Card) -> None:
    output.print_line(f"{card.name} ({', '.join(card.types)})")
    also = [name for name in card.names if name != card.name]
    if also:
        output.print_line(f"  also known as {', '.join(also)}")
    for statement in card.statements:
        output.print_line(f"  {_statement(statement)}")
    for post in card.posts:
        output.print_line(f"  {post.label}{_hedge(post.status)}")
    _print_block("Events", [_event(fact) for fact in card.events])
    _print_block("Articles", [source_line(source) for source in card.articles])


def _print_block(title: str, lines: list[str]) -> None:
    if lines:
        output.print_line(f"  {title}:")
    for line in dict.fromkeys(lines):
        output.print_line(f"    {line}")


def _statement(statement: Statement) -> str:
    words = _words(statement.predicate)[statement.inverse]
    return f"{words} {statement.other.text}{_hedge(statement.status)}"


def _words(relation: str) -> tuple[str, str]:
    """How a relation of kgx or of a profile reads from its subject and from its object."""
    if relation in _WORDS:
        return _WORDS[relation]
    own = next(
        (words.relations[relation] for words in (profile.vocabulary for profile in met.PROFILES.values()) if relation in words.relations),
        None,
    )
    return (own.words, own.inverse or f"{own.words} (the other way)") if own else (relation, f"{relation} of")


def _event(fact: Fact) -> str:
    return f"{fact.date or '':<10}  {fact.type}: {fact.label}"


def _hedge(status: str | None) -> str:
    """Nothing for what is so; the status for what only will be, may be, or is not."""
    return f" ({status})" if status not in (None, "occurred") else ""


def _print_more(name: str, more: list[FoundEntity]) -> None:
    if more:
        names = ", ".join(f"{entity.name} ({entity.type})" for entity in more[:10])
        output.print_note(f"{output.number(len(more), 'more entity')} of a name like {name}: {names}{', …' if len(more) > 10 else ''}")
