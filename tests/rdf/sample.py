"""A made-up article and what kgx would read out of it, for the tests of everything right of `Extraction`."""

from __future__ import annotations

from decimal import Decimal

from kg_extract.model import (
    Amount,
    Argument,
    Article,
    DateValue,
    Entity,
    EntityRef,
    Event,
    Evidence,
    Extraction,
    Filler,
    Mention,
    Relation,
    Text,
)

SENTENCES = (
    "Borealis Aerospace Ltd. won a contract worth 804 million yuan (around $111 million) from the Norland Space Agency on May 18.",
    "Borealis, officially known as Northern Light Systems, will build the Polaris-3 weather satellite.",
    "The Tromvik-based company was founded in 2017 and is led by chief executive Jane Roe.",
    'Polaris-3 is to lift off on a Skua-2 rocket in the fourth quarter of 2026, but Roe "did not" rule out a delay.',
)
TEXT = "\n\n".join(SENTENCES)
ARTICLE = Article(TEXT, "news/borealis.txt", published="2025-05-26", title="Borealis wins", dateline="TROMVIK", author="A. Writer")


def sentence(number: int) -> Evidence:
    """Where the sentence stands in the text."""
    start = TEXT.index(SENTENCES[number])
    return Evidence(start, start + len(SENTENCES[number]))


def entity(id_: int, type_: str, *names: str) -> Entity:
    """An entity with a mention and a sentence for every place in the text that names it."""
    mentions = tuple(sorted(_mention(TEXT.index(name), name) for name in names if name in TEXT))
    evidence = sorted({sentence(n) for n in range(len(SENTENCES)) for m in mentions if sentence(n).start <= m.start < sentence(n).end})
    return Entity(id_, type_, names[0], names, mentions, tuple(evidence))


def _mention(start: int, name: str) -> Mention:
    return Mention(start, start + len(name), name)


def argument(role: str, filler: Filler, anchor: str) -> Argument:
    """A role filled where the text reads `anchor`."""
    start = TEXT.index(anchor)
    return Argument(role, filler, start, start + len(anchor))


BOREALIS, AGENCY, POLARIS, TROMVIK, ROE, SKUA = (EntityRef(i) for i in range(6))

ENTITIES = (
    entity(0, "Company", "Borealis Aerospace Ltd.", "Borealis", "Northern Light Systems"),
    entity(1, "Agency", "Norland Space Agency"),
    entity(2, "Spacecraft", "Polaris-3"),
    entity(3, "Place", "Tromvik"),
    entity(4, "Person", "Jane Roe", "Roe"),
    entity(5, "LaunchVehicle", "Skua-2"),
)

AWARD = Event(
    "ContractAward",
    "occurred",
    0.8312,
    (
        argument("awardee", BOREALIS, "Borealis Aerospace Ltd."),
        argument("amount", Amount(Decimal(804000000), "CNY", "804 million yuan"), "804 million yuan"),
        argument("amount", Amount(Decimal(111000000), "USD", "around $111 million", approximate=True), "around $111 million"),
        argument("awarder", AGENCY, "Norland Space Agency"),
        argument("date", DateValue("2025-05-18", "May 18"), "May 18"),
    ),
    (sentence(0),),
)
LAUNCH = Event(
    "Launch",
    "planned",
    0.9,
    (
        argument("payload", POLARIS, "Polaris-3"),
        argument("vehicle", SKUA, "Skua-2"),
        argument("date", DateValue("2026-Q4", "the fourth quarter of 2026"), "the fourth quarter of 2026"),
    ),
    (sentence(3),),
)
RELATIONS = (
    Relation("manufacturer", POLARIS, BOREALIS, "planned", 0.7, (sentence(1),)),
    Relation("headquarteredIn", BOREALIS, TROMVIK, "occurred", 0.95, (sentence(2),)),
    Relation("foundedOn", BOREALIS, DateValue("2017", "2017"), "occurred", 0.9, (sentence(2),)),
    Relation("holdsPosition", ROE, BOREALIS, "occurred", 0.9, (sentence(2),), title="chief executive"),
)


def extraction() -> Extraction:
    """The whole sample."""
    return Extraction(ARTICLE, ENTITIES, (AWARD, LAUNCH), RELATIONS)


__all__ = ["ARTICLE", "ENTITIES", "TEXT", "Text", "argument", "entity", "extraction", "sentence"]
