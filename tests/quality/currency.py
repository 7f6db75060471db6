"""Reads a file of the currency benchmark (JSON lines with "id" and "text") and writes the amounts kgx finds, for its scorer.

usage: python -m tests.quality.currency SENTENCES.jsonl > PREDICTIONS.jsonl
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from kg_extract.nlp.amounts import Found, find

#: ISO 4217 → the benchmark's spelling, where it is not "<country adjective> <unit>".
UNITS = {
    "USD": "dollar",
    "EUR": "euro",
    "GBP": "pound sterling",
    "JPY": "japanese yen",
    "CNY": "chinese yuan",
    "INR": "rupee",
    "LKR": "sri lankan rupee",
    "AUD": "australian dollar",
    "CAD": "canadian dollar",
    "NZD": "new zealand dollar",
    "HKD": "hong kong dollar",
    "SGD": "singapore dollar",
    "TWD": "new taiwan dollar",
    "CHF": "swiss franc",
    "FRF": "french franc",
    "BEF": "belgian franc",
    "MXN": "mexican peso",
    "PHP": "philippine peso",
    "ARS": "argentine peso",
    "CLP": "chilean peso",
    "COP": "colombian peso",
    "FIM": "finnish markka",
    "NLG": "netherlands guilde",
    "ESP": "peseta",
    "DEM": "mark",
    "TRY": "turkish lira",
    "ITL": "italian lira",
    "CRC": "costa rican colón",
    "GEL": "georgian lari",
    "LAK": "lao kip",
    "XBT": "bitcoin",
    "RUB": "russian ruble",
    "KRW": "south korean won",
    "BRL": "brazilian real",
    "SEK": "swedish krona",
    "NOK": "norwegian krone",
    "DKK": "danish krone",
    "CZK": "czech koruna",
    "PLN": "polish zloty",
    "HUF": "hungarian forint",
    "THB": "thai baht",
    "ILS": "israeli shekel",
    "ZAR": "south african rand",
    "NGN": "nigerian naira",
    "PKR": "pakistani rupee",
    "IDR": "indonesian rupiah",
    "MYR": "malaysian ringgit",
    "SAR": "saudi riyal",
    "AED": "united arab emirates dirham",
    "KWD": "kuwaiti dinar",
    "EGP": "egyptian pound",
    "UAH": "ukrainian hryvnia",
    "VND": "vietnamese dong",
}

#: Words that end an amount in small change → the benchmark's unit and how many make a whole.
CHANGE = {
    "cent": ("cent", 100),
    "cents": ("cent", 100),
    "pence": ("penny", 100),
    "penny": ("penny", 100),
    "satoshis": ("satoshi", 10**8),
    "satoshi": ("satoshi", 10**8),
}

_PER = re.compile(
    r"[\s-]*(?:an?|per|each)[\s-]+(share|dozen|unit|barrel|ounce|ton|gallon|pound|month|year|hour)\b(?! (?:earlier|ago|before))",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[$€£]|dollar|euro|pound|kuai|yuan", re.IGNORECASE)
_CHANGES = {"min": ">", "max": "<"}


def prediction(text: str, found: Found) -> dict[str, object]:
    """One amount as the scorer wants it: value, unit in words, change."""
    _, end, amount, _ = found
    last = re.findall(r"[a-z]+", amount.text.lower())[-1:]
    value, unit = amount.value, UNITS.get(amount.currency, amount.currency)
    if last and last[0] in CHANGE and not _WHOLE.search(amount.text):
        unit, count = CHANGE[last[0]]
        value = amount.value * Decimal(count)
    per = _PER.match(text, end)
    change = "~" if amount.approximate else _CHANGES.get(amount.bound or "")
    return {"value": str(value), "unit": f"{unit} per {per.group(1).lower()}" if per else unit, "change": change}


def predictions(path: Path) -> Iterator[str]:
    """The lines of the prediction file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            sentence = json.loads(line)
            for found in find(sentence["text"]):
                yield json.dumps({"doc": sentence["id"], **prediction(sentence["text"], found)}, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """Writes the predictions for the file given on the command line."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    sys.stdout.writelines(f"{line}\n" for line in predictions(Path(arguments[0])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
