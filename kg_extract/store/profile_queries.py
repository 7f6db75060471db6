"""Whether a profile's named queries can be read and asked, and speak of terms that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Store

from kg_extract import prefixes
from kg_extract.errors import DataError
from kg_extract.profiles import Profile
from kg_extract.profiles.text import Fault, Text
from kg_extract.store import named

__all__ = ["faults"]


def faults(profile: Profile) -> Iterator[Fault]:
    """Every fault of queries/*.rq."""
    words = profile.vocabulary
    for file in sorted(profile.folder.glob("queries/*.rq")):
        text = Text(file)
        try:
            query = named.read(file.stem, file)
            Store().query(query.sparql(), prefixes={**prefixes.KNOWN, words.prefix: words.namespace})
        except DataError as fault:
            place, line, what = fault.what.split(":", 2)
            yield Fault(place, int(line), what.strip().rstrip("."))
            continue
        except SyntaxError as fault:
            yield Fault(str(file), _line_in(text, query.body, fault), f"not SPARQL: {re.sub(r'^error at [0-9:]+: ', '', fault.msg)}")
            continue
        for term in sorted(set(re.findall(rf"\b{words.prefix}:\w+", query.body)) - words.terms()):
            yield text.fault(f"{term} is no term of the profile", term)


def _line_in(text: Text, body: str, fault: SyntaxError) -> int:
    """The line of the file: the header stands above the body."""
    header = len(text.lines) - len(body.splitlines())
    found = re.search(r"at (\d+):", str(fault))
    return header + (fault.lineno or (int(found[1]) if found else 1))
