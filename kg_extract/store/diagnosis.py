"""Says where and why a query is wrong, in words a person can act on.

    explain(text)   the SparqlError to raise for a query that the parser refused

The parser's own message names the furthest point it got to and the words of its grammar. So the usual slips are looked
for first (an open string, an unknown prefix, a bracket too many or too few, a misspelt word); its message is the last resort.
"""

from __future__ import annotations

import itertools
import re

from pyoxigraph import Store as Oxigraph

from kg_extract.store.sparql import KINDS, SparqlError, Token, at, prefixes, tokens

__all__ = ["explain"]

#: Where the fault starts, what it is, what to do.
Finding = tuple[int, str, str]

_SENTENCE = re.compile(r"(The|Duplicated|SELECT|An?|Only|Variable|Aggregate)\b.* .* ")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_A_NAME = "Names need a prefix, as in kg:Launch, and variables a question mark, as in ?who."
_KEYWORDS = frozenset(
    """
    ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT CONTAINS COPY COUNT CREATE
    DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI EXISTS FILTER FLOOR FROM GRAPH GROUP
    GROUP_CONCAT HAVING HOURS IF IN INSERT INTO IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LATERAL LCASE
    LIMIT LOAD MAX MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE
    ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT
    STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TO TZ UCASE UNDEF UNION URI USING UUID VALUES WHERE WITH
    YEAR TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE ADJUST TRUE FALSE VERSION LANGDIR HASLANG HASLANGDIR STRLANGDIR
    """.split()  # noqa: SIM905 - a list of 130 quoted words would be harder to read
)


def explain(text: str, why: str = "") -> SparqlError:
    """The error to show for a query that the SPARQL parser refused; `why` is what it said, for when no place is found."""
    offset, expected = _furthest(text)
    if expected is None:
        return SparqlError(f"The query is wrong: {why or 'it cannot be read'}.", "See kgx query --help")
    return at(text, *_diagnose(text, offset, expected))


def _furthest(text: str) -> tuple[int, str | None]:
    """How far the parser gets, and what it expects there.

    It looks for a keyword by taking as many characters as the keyword has and then comparing, so its "furthest" position
    lies behind the fault by the length of the keyword it names; blanks at the end keep it from running out of text.
    """
    padded = f"{text}\n{' ' * 40}"
    try:
        Oxigraph().query(padded, prefixes=prefixes())
    except SyntaxError as fault:
        found = re.match(r"error at (\d+):(\d+): expected (.*)", str(fault), re.DOTALL)
        if found:
            keywords = [word for word in re.findall(r"\b[A-Z0-9_]{2,}\b", found[3]) if word in _KEYWORDS]
            offset = _offset(padded, int(found[1]), int(found[2])) - min(map(len, keywords), default=0)
            return max(offset, 0), found[3]
    return 0, None


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(each) + 1 for each in lines[: line - 1]) + column - 1


def _diagnose(text: str, offset: int, expected: str) -> Finding:
    """Where the fault is, what it is, and what to do: the parser names the furthest point it got to, not always the cause."""
    words = list(tokens(text))
    return (
        _open_string(words)
        or _unknown_prefix(text, words)
        or _unbalanced(text, words)
        or _misspelt(words)
        or _meaning(words, expected)
        or _relative_iri(words, offset, expected)
        or _unexpected(text, words, offset, expected)
    )


def _open_string(words: list[Token]) -> Finding | None:
    found = next((token for token in words if token.kind == "open_string"), None)
    if not found:
        return None
    return found.start, f"the string that starts here is not closed by {found.text}", "Add the closing quote."


def _unknown_prefix(text: str, words: list[Token]) -> Finding | None:
    declared = set(prefixes()) | {
        name.text[:-1] for word, name in itertools.pairwise(words) if word.word == "PREFIX" and name.kind == "name"
    }
    for token in words:
        prefix = token.text.split(":", 1)[0]
        if token.kind == "name" and prefix not in declared | {"_"} and not token.text.startswith("_:"):
            near = _near(prefix, sorted(declared))
            return token.start, f"the prefix {prefix}: is not known", near or f"Declare it: PREFIX {prefix}: <…>"
    return None


def _unbalanced(text: str, words: list[Token]) -> Finding | None:
    still_open: list[Token] = []
    for token in words:
        if token.kind != "mark":
            continue
        if token.text in _PAIRS:
            still_open.append(token)
        elif token.text in _PAIRS.values():
            if not still_open or _PAIRS[still_open[-1].text] != token.text:
                return token.start, f"there is no opening bracket for this {token.text}", "Remove it, or add the opening one."
            still_open.pop()
    if not still_open:
        return None
    last = still_open[-1]
    return last.start, f"this {last.text} is never closed", f"Add the closing {_PAIRS[last.text]}."


def _misspelt(words: list[Token]) -> Finding | None:
    for token in words:
        if token.kind == "word" and token.text.upper() not in _KEYWORDS and token.text not in ("a", "true", "false"):
            return token.start, f'"{token.text}" is no word of SPARQL', _near(token.text.upper(), sorted(_KEYWORDS)) or _A_NAME
    return None


def _meaning(words: list[Token], expected: str) -> Finding | None:
    """Faults of meaning, not of form: the parser gives them no place."""
    start = next((token.start for token in words if token.word in KINDS), 0)
    if "variable that is unbound" in expected:
        return start, "SELECT names a variable that is neither grouped nor counted", "Add it to GROUP BY, or use COUNT, SAMPLE, MIN …"
    said = next((part.strip() for part in expected.removeprefix("one of ").split(", ") if _SENTENCE.match(part.strip())), "")
    return (start, said[0].lower() + said[1:] if said.startswith("The ") else said, "") if said else None


def _relative_iri(words: list[Token], offset: int, expected: str) -> Finding | None:
    if "IRI parsing failed" not in expected:
        return None
    near = [token for token in words if token.kind == "iri" and token.start <= offset and ":" not in token.text]
    at = near[-1].start if near else offset
    return at, "this is not an absolute IRI", "Write it in full, as <https://…>, or with a prefix, as kg:Launch."


def _unexpected(text: str, words: list[Token], offset: int, expected: str) -> Finding:
    token = next((token for token in words if token.start + len(token.text) > offset), None)
    if token is None:
        return len(text.rstrip()), "the query ends too early", _wanted(expected)
    missing = "Perhaps a . or ; is missing before it." if token.kind in ("variable", "name", "iri") else ""
    return token.start, f"{token.text} cannot stand here", _wanted(expected) or missing


def _wanted(expected: str) -> str:
    """What the parser could have gone on with, where that is few enough to help."""
    wanted = [*dict.fromkeys(re.findall(r'"([^"]{1,3})"', expected)), *(["BY"] if expected == "BY" else [])]
    return f"Expected: {' '.join(wanted)}" if 0 < len(wanted) <= 8 else ""


def _near(word: str, known: list[str]) -> str:
    from rapidfuzz import process

    found = process.extractOne(word, known, score_cutoff=70) if len(word) > 2 else None
    return f"Did you mean {found[0]}?" if found else ""
