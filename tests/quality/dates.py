"""Date expressions against a file of cases with reference dates (English specifications of Recognizers-Text, MIT).

    python -m tests.quality.dates CASES.jsonl           predictions as JSON lines, in the form of the cases
    python -m tests.quality.dates CASES.jsonl --score   the share of expressions whose value is right
    python -m tests.quality.dates CASES.jsonl --misses  the ones that are not

Rule of the score: every gold result of type "date" or "daterange" that is resolved counts one. It is right if a
predicted result overlaps its characters and one of its values is equal: `value` of a day, `start` and `end` of a range.
Where the gold gives a past and a future reading, the accepted one is the past one if the sentence looks back, the future one
if it looks ahead, and either if it says nothing or one of them is the reference day.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kg_extract.nlp.dates import Expression, parse
from kg_extract.nlp.dates_tense import plain_tense

KINDS = ("date", "daterange")

#: What the specification leaves out of an expression in front.
_NOT_PART = re.compile(
    r"(?:on|in(?!\s+(?:an?|\w+)\s+(?:day|week|month|year|fortnight)s?\b)|at|during|about)\s+"
    r"|the\s+(?=(?:last|following|coming|next|past)\s+(?:\d+|two|three|four|five|couple|few)"
    r"|past|previous|mid\b|mid-|middle|end\b|beginning|fiscal|school|calendar|cy|sy|eoy|rest|remaining|year \d|week \d|\d+ \w)",
    re.IGNORECASE,
)


def predict(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of one case, in the form of the gold."""
    text = case["text"]
    ref = case.get("ref")
    anchor = date.fromisoformat(ref[:10]) if ref else None
    found = parse(text, anchor, lambda start, end: plain_tense(text, start, end), news=False)
    return [_result(text, e) for e in found if e.chosen is not None]


def _result(text: str, expression: Expression) -> dict[str, Any]:
    chosen = expression.chosen
    assert chosen is not None
    kind = "date" if chosen.single else "daterange"
    value: dict[str, str] = {"type": kind}
    if chosen.single and chosen.start:
        value["value"] = chosen.start.isoformat()
    else:
        value |= {name: day.isoformat() for name, day in (("start", chosen.start), ("end", chosen.end)) if day}
    if chosen.mod:
        value["Mod"] = chosen.mod
    start = expression.start
    while leading := _NOT_PART.match(text, start, expression.end):
        start = leading.end()
    end = expression.end - text[: expression.end].endswith((".", ")"))
    return {
        "start": start,
        "end": end,
        "text": text[start:end].lower(),
        "type": f"datetimeV2.{kind.replace('date', 'datetime', 1) if expression.timed else kind}",
        "resolution": {"values": [value]},
    }


def key(value: dict[str, Any]) -> tuple[Any, ...]:
    """What is compared of a value."""
    return (value.get("value"), value.get("start"), value.get("end"))


def accepted(case: dict[str, Any], gold: dict[str, Any]) -> set[tuple[Any, ...]]:
    """The values that count as right; none if the gold leaves the expression unresolved."""
    values = [v for v in (gold["resolution"] or {}).get("values", []) if "not resolved" not in v.values()]
    today = (case.get("ref") or "")[:10]
    if len(values) == 2 and today not in (values[0].get("value"), values[1].get("value")):
        tense = plain_tense(case["text"], gold["start"], gold["end"])
        values = values[:1] if tense == "past" else values[1:] if tense == "future" else values
    return {key(v) for v in values}


def judge(case: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each gold result that counts, and whether it was found."""
    predicted = predict(case)
    for gold in case["results"]:
        if gold["type"] is None or gold["type"].removeprefix("datetimeV2.") not in KINDS:
            continue
        right = accepted(case, gold)
        if right:
            near = [p for p in predicted if p["start"] < gold["end"] and gold["start"] < p["end"]]
            yield gold, any(key(v) in right for p in near for v in p["resolution"]["values"])


def main(arguments: list[str]) -> None:
    """Runs the command."""
    cases = [json.loads(line) for line in Path(arguments[0]).read_text(encoding="utf-8").splitlines() if line.strip()]
    out = sys.stdout
    if "--score" in arguments or "--misses" in arguments:
        judged = [(case, gold, ok) for case in cases for gold, ok in judge(case)]
        for case, gold, ok in judged if "--misses" in arguments else ():
            if not ok:
                got = [key(v) for p in predict(case) for v in p["resolution"]["values"]]
                out.write(f"{case['id']} {case['ref']} | {case['text']} | {gold['text']} | {accepted(case, gold)} | {got}\n")
        right = sum(ok for _, _, ok in judged)
        out.write(f"value {right}/{len(judged)} = {right / max(len(judged), 1):.3f}\n")
        return
    for case in cases:
        out.write(json.dumps({"id": case["id"], "results": predict(case)}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
