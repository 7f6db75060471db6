"""Where and why a query is wrong: one line for people, and a picture with a caret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_extract.errors import QueryError
from kg_extract.store import sparql
from kg_extract.store.diagnosis import explain


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("SELEC ?x { ?x a kg:Launch }", '"SELEC" is no word of SPARQL. Did you mean SELECT?', (1, 1)),
        ("SELECT ?x { ?x a kg:Launch } LIMT 3", '"LIMT" is no word of SPARQL. Did you mean LIMIT?', (1, 30)),
        ("SELECT x { ?x a kg:Launch }", '"x" is no word of SPARQL. Names need a prefix', (1, 8)),
        ("SELECT ?x {\n  ?x a kgg:Launch }", "the prefix kgg: is not known. Did you mean kg?", (2, 8)),
        ("ASK { ?x exx:y 1 }", "the prefix exx: is not known. Declare it: PREFIX exx: <…>", (1, 10)),
        ("SELECT ?x {\n  ?x a kg:Launch .", "this { is never closed. Add the closing }.", (1, 11)),
        ("ASK { ?x kg:amount [ kg:value 1 }", "there is no opening bracket for this }.", (1, 33)),
        ("ASK { ?x a kg:Launch } }", "there is no opening bracket for this }.", (1, 24)),
        ("ASK { ?x rdfs:label 'Acme }", "the string that starts here is not closed by '. Add the closing quote.", (1, 21)),
        ("SELECT * {\n\t?x kg:a kg:b ?y . }", "?y cannot stand here. Perhaps a . or ; is missing before it.", (2, 15)),
        ("ASK { ?x a kg:Launch }\nORDER ?x", "?x cannot stand here. Expected: BY", (2, 7)),
        ("SELECT ?x { ?x a kg:Launch . FILTER ?x > 3 }", "?x cannot stand here", (1, 37)),
        ("ASK { ?x <foo> ?y }", "this is not an absolute IRI. Write it in full", (1, 10)),
        ("SELECT ?x (COUNT(*) AS ?n) { ?x a kg:Launch }", "SELECT names a variable that is neither grouped nor counted. Add it to", (1, 1)),
        ("SELECT ?x { ?x a kg:Launch } ORDER BY", "the query ends too early.", (1, 38)),
    ],
)
def test_what_is_wrong_and_where(text: str, message: str, place: tuple[int, int]) -> None:
    """The usual slips are named, with their line and column."""
    error = explain(text)
    assert message in str(error)
    assert str(error).startswith(f"Line {place[0]}, column {place[1]} of the query: ")
    assert (error.line, error.column) == place
    assert "\n" not in str(error)


def test_the_picture_points_at_the_fault() -> None:
    """The line of the query, and under it a caret, also behind a tab and after letters beyond ASCII."""
    assert explain("SELECT ?x {\n\t?é a kgg:Launch }").detail == "\t?é a kgg:Launch }\n\t     ^"


def test_the_picture_of_a_long_line_fits_a_terminal() -> None:
    """Only the part around the fault is shown."""
    error = explain("SELECT * { " + "?x a kg:Launch . " * 50 + "?x a kgg:Launch . " + "?x a kg:Launch . " * 50 + "}")
    line, caret = error.detail.split("\n")
    assert len(line) <= 80
    assert line[caret.index("^") :].startswith("kgg:Launch")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s rdfs:label 'SERVICE' }",
        'SELECT * { ?s rdfs:label """a "SERVICE" b""" } # SERVICE',
        "SELECT * { ?s <http://x/SERVICE> ?SERVICE . ?SERVICE kg:SERVICE $service }",
        "SELECT * { ?s ?p ?o FILTER(?s < 3 || ?o > 2) }",
        "PREFIX LOAD: <http://x/> ASK { LOAD:insert ?p 'DELETE' }",
    ],
)
def test_words_that_only_look_forbidden(text: str) -> None:
    """SERVICE in a string, a comment, an IRI, a variable or a name is no fault."""
    sparql.check(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?a ?b ?c . FILTER(?a<?b)SERVICE<http://x>{ } }",
        "ASK { ?a ?b 'x'SERVICE <http://x> {} }",
        'ASK { ?a ?b "\\""@en.SERVICE <http://x> {} }',
        "ASK { ?a ?b 1.SERVICE?x {} }",
        "ASK { # comment\rSERVICE <http://x> {} }",
        "ASK { \\u0053ERVICE <http://x> {} }",
        "ASK { ?a ?b kg:c;kg:d kg:e.\nSeRvIcE SILENT ?x {} }",
    ],
)
def test_service_cannot_hide(text: str) -> None:
    """Whatever stands around it, SERVICE is seen."""
    with pytest.raises(QueryError, match="SERVICE would reach into the network"):
        sparql.check(text)
    sparql.check(text, allow_network=True)


def test_kinds() -> None:
    """The kind of a query is told by its first keyword, behind any prologue."""
    assert sparql.kind("PREFIX ask: <http://x/> # SELECT\nCONSTRUCT WHERE { ?s ?p ?o }") == "construct"
    assert sparql.kind("base <http://x/> describe <y>") == "describe"
    assert sparql.kind("WITH <http://x> DELETE { } WHERE { }") == "update"
    assert sparql.kind("contracts") is None


def test_expand() -> None:
    """Names with a known prefix, full IRIs, and what is neither."""
    assert sparql.expand("kg:Launch") == "https://w3id.org/kg-extract/ns#Launch"
    assert sparql.expand("<https://x.example/a>") == "https://x.example/a"
    assert sparql.expand("Heron-2: the story") is None
    assert sparql.expand("Acme") is None


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text, however odd, breaks the reading of tokens or the explaining of errors."""
    assert "".join(token.text for token in sparql.tokens(text)) in {text, "".join(token.text for token in sparql.tokens(text))}
    try:
        sparql.check(text)
    except QueryError:
        return
    assert str(explain(text))
