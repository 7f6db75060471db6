"""The twelve facts of the article that kgx was asked for, each asked of a store in SPARQL."""

from __future__ import annotations

from kg_extract import gold, read
from kg_extract.ingest import ingest
from kg_extract.learn.evaluate import Tally
from kg_extract.nlp import pipeline
from kg_extract.store.results import Answer
from kg_extract.store.store import open_store
from tests.quality.gate import GOLD

__all__ = ["FACTS", "SEED", "known", "spurious"]

SEED = GOLD.parent / "seed" / "minospace.txt"

AWARD = "?e a kg:ContractAward ; kg:status kg:occurred"
WON = f'{AWARD} ; kg:awardee/NAME "MinoSpace"'

#: What is asked → the pattern that must hold; NAME stands for the two properties that name a thing.
FACTS = {
    "1 MinoSpace wins a contract": WON,
    "2 from Sichuan Province": f'{WON} ; kg:awarder/NAME "Sichuan Province"',
    "3 worth CNY 804 million": f'{WON} ; kg:amount [ kg:value "804000000"^^xsd:decimal ; kg:currency "CNY" ; kg:approximate false ]',
    "4 about USD 111 million": f'{WON} ; kg:amount [ kg:value "111000000"^^xsd:decimal ; kg:currency "USD" ; kg:approximate true ]',
    "5 announced on 18 May 2025": f'{WON} ; kg:date "2025-05-18"^^xsd:date',
    "6 approved by the NDRC": """?e a kg:Approval ; kg:status kg:occurred ;
        kg:approver/NAME "NDRC" , "National Development and Reform Commission" """,
    "7 MinoSpace has another name": '?o NAME "MinoSpace" ; NAME "Beijing Weina Star Technology Co., Ltd."',
    "8 a Series C in both currencies": """?e a kg:Funding ; kg:recipient/NAME "MinoSpace" ; kg:date "2024-06"^^xsd:gYearMonth ;
        kg:amount [ kg:value "1000000000"^^xsd:decimal ; kg:currency "CNY" ] , [ kg:value "137000000"^^xsd:decimal ; kg:currency "USD" ]""",
    "9 founded in 2017 in Beijing": '?o NAME "MinoSpace" ; kg:foundedOn "2017"^^xsd:gYear ; kg:headquarteredIn/NAME "Beijing"',
    "10 two satellites launched on Kinetica-1": """?e a kg:Launch ; kg:payload/NAME "Taijing-3 (04)" , "Taijing-4 (02A)" ;
        kg:vehicle/NAME "Kinetica-1" , "Lijian-1" ; kg:date "2025-05-21"^^xsd:date ; kg:outcome "success" """,
    "11 CMSEO contracted cargo spacecraft": f"""{AWARD} ; kg:awarder/NAME "CMSEO" ; kg:subject ?what .
        FILTER(CONTAINS(STR(?what), "cargo spacecraft"))""",
    "12 CAST won the lunar satellite": f"""{AWARD} ; kg:awarder/NAME "CMSEO" ; kg:awardee/NAME "China Academy of Space Technology" ;
        kg:subject ?what . FILTER(CONTAINS(STR(?what), "lunar remote sensing satellite"))""",
}


#: By the annotation guidelines "China's X" says where X is, which the annotation of this article leaves out.
UNLISTED = {("headquarteredIn", "National Development and Reform Commission / NDRC → China"), ("headquarteredIn", "CMSEO → China")}


def spurious() -> set[tuple[str, str]]:
    """The events and relations found in the article that its annotation does not have: the type, and what fills it."""
    tally = Tally()
    article = next(iter(read.read(next(iter(read.expand([str(SEED)]))))))
    tally.article(gold.read(SEED.with_suffix(".json")), next(iter(pipeline.extract([article]))))
    return {(miss.what, miss.fillers) for miss in tally.misses if miss.kind == "spurious"} - UNLISTED


def known() -> dict[str, float]:
    """For each fact 1 if the store knows it after ingesting the article, else 0."""
    with open_store("memory", mode="write") as store:
        assert not ingest([str(SEED)], store).failures
        asked = {name: store.query(f"ASK {{ {fact.replace('NAME', '(rdfs:label|skos:altLabel)')} }}") for name, fact in FACTS.items()}
    return {name: float(answer == Answer(True)) for name, answer in asked.items()}
