"""Names that were not found as such, but that the text itself makes known.

Acronyms in brackets, aliases behind a cue ("formerly known as …"), the repeated names of people and companies, and their short forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from kg_extract.nlp.clusters_aliases import OPEN, QUOTES, acronym_like, is_cue
from kg_extract.nlp.clusters_names import defines, word_kinds
from kg_extract.nlp.state import MentionSpan

__all__ = ["find_missing"]

_JOINED = frozenset({"of", "and", "&", "the", "for", "-"})
_CUE_WORDS = 6
_PLACES_AND_TIMES = frozenset({"GPE", "LOC", "DATE", "TIME"})

#: Of these types, what is all capitals in one place is the same thing in every other.
_ACRONYMED = frozenset({"Agency", "Company", "Organization"})

#: Words of a name → its type, by the first word.
_Known = dict[str, dict[tuple[str, ...], str]]


def find_missing(doc: Doc, names: Sequence[MentionSpan]) -> list[MentionSpan]:
    """Name mentions that `names` lacks, none overlapping another."""
    taken = {i for m in names for i in range(m.start, m.end)}
    known: _Known = {}
    found: list[MentionSpan] = []
    for mention in names:
        for words in _short_forms(doc, mention, taken):
            known.setdefault(words[0], {}).setdefault(words, mention.type)
        for alias in (_alias_behind(doc, mention, taken), _designator_in_brackets(doc, mention, taken), _name_before(doc, mention, taken)):
            if alias is None:
                continue
            found.append(alias)
            taken.update(range(alias.start, alias.end))
            words = tuple(token.text for token in doc[alias.start : alias.end])
            known.setdefault(words[0], {}).setdefault(words, mention.type)
    found += _repeats(doc, taken, known)
    return found


def _short_forms(doc: Doc, mention: MentionSpan, taken: set[int]) -> Iterator[tuple[str, ...]]:
    """The names that may stand for what the mention names in full, each as its words."""
    kinds = word_kinds()
    words = tuple(token.text for token in doc[mention.start : mention.end])
    at = mention.end
    if at + 2 < len(doc) and doc[at].text in OPEN and mention.type != "Person":
        at += doc[at + 1].text in QUOTES
        if at + 1 not in taken and acronym_like(doc[at + 1].text) and defines(" ".join(words), doc[at + 1].text):
            yield (doc[at + 1].text,)
    if len(words) == 1 and len(words[0]) > 2 and words[0].isupper() and mention.type in _ACRONYMED:
        yield words
    if len(words) < 2 or mention.type not in ("Person", "Company"):
        return
    yield words
    if mention.type == "Person":
        if len(words[-1]) > 2 and words[-1][0].isupper() and words[-1].lower() not in kinds["suffix"]:
            yield words[-1:]
    elif words[-1].lower().rstrip(".") in kinds["legal"]:
        core = words[:-1] if words[-2] != "," else words[:-2]
        if not core:  # ", Inc." alone
            return
        yield core
        if len(core[0]) > 3 and core[0][0].isupper() and not any(core[0].lower() in some for some in kinds.values()):
            yield core[:1]


def _designator_in_brackets(doc: Doc, mention: MentionSpan, taken: set[int]) -> MentionSpan | None:
    """The other name of a made thing, in brackets: "Kinetica-1 (Lijian-1)"."""
    at = mention.end
    if mention.type not in ("LaunchVehicle", "Spacecraft", "Product") or at + 2 >= len(doc) or at + 1 in taken:
        return None
    inside = doc[at + 1].text
    named = inside[:1].isupper() and any(ch.isdigit() for ch in inside) and any(ch.islower() for ch in inside)
    return MentionSpan(at + 1, at + 2, mention.type) if named and doc[at].text == "(" and doc[at + 2].text == ")" else None


def _alias_behind(doc: Doc, mention: MentionSpan, taken: set[int]) -> MentionSpan | None:
    """The capitalised words behind a cue behind the name: "Acme, formerly known as Old Mill Robotics,"."""
    at = mention.end
    if mention.type == "Person" or at + 2 >= len(doc) or not (doc[at].text == "," or doc[at].text in OPEN):
        return None
    words: list[str] = []
    for i in range(at + 1, min(at + 2 + _CUE_WORDS, len(doc))):
        if i in taken:
            return None
        if _capital(doc[i]):
            cue = " ".join(words)
            return _run(doc, i, mention.type, taken) if is_cue(cue) and cue != "or" else None
        if doc[i].lower_ not in ("the", "a", *QUOTES):
            words.append(doc[i].lower_)
    return None


def _name_before(doc: Doc, mention: MentionSpan, taken: set[int]) -> MentionSpan | None:
    """The capitalised word whose alias the mention is: "Acme, formerly known as Old Mill Robotics"."""
    words: list[str] = []
    for i in range(mention.start - 1, max(mention.start - 2 - _CUE_WORDS, 0), -1):
        if i in taken or mention.type == "Person":
            return None
        if doc[i].text == "," or doc[i].text in OPEN:
            known = len(words) > 1 and is_cue(" ".join(reversed(words))) and i - 1 not in taken
            alone = _capital(doc[i - 1]) and doc[i - 1].pos_ not in ("ADV", "ADP", "PRON", "DET") and (i < 2 or not _capital(doc[i - 2]))
            return MentionSpan(i - 1, i, mention.type) if known and alone else None
        if doc[i].lower_ not in ("the", "a", *QUOTES):
            words.append(doc[i].lower_)
    return None


def _capital(token: Token) -> bool:
    return token.text[:1].isupper() or (token.text[:1].isdigit() and any(c.isalpha() for c in token.text))


def _run(doc: Doc, start: int, kind: str, taken: set[int]) -> MentionSpan:
    """The name that begins at the token, up to the last capitalised word of the run."""
    end = start + 1
    for i in range(start + 1, len(doc)):
        if i in taken or not (_capital(doc[i]) or doc[i].lower_ in _JOINED):
            break
        if _capital(doc[i]):
            end = i + 1
    return MentionSpan(start, end, kind)


def _repeats(doc: Doc, taken: set[int], known: _Known) -> Iterator[MentionSpan]:
    """Where a known name stands again, not as a part of a longer one."""
    if not known:
        return
    done = 0
    for token in doc:
        i = token.i
        if i < done or i in taken or token.text not in known or token.ent_type_ in _PLACES_AND_TIMES:
            continue
        for words, kind in sorted(known[token.text].items(), key=lambda item: -len(item[0])):
            end = i + len(words)
            if end <= len(doc) and tuple(t.text for t in doc[i:end]) == words and _stands_alone(doc, i, end, taken):
                yield MentionSpan(i, end, kind)
                done = end
                break


def _stands_alone(doc: Doc, start: int, end: int, taken: set[int]) -> bool:
    if any(i in taken for i in range(start, end)):
        return False
    before = doc[start - 1] if start else None
    after = doc[end] if end < len(doc) else None
    titles = word_kinds()["title"]
    longer_before = before is not None and before.pos_ == "PROPN" and before.i not in taken and before.lower_.rstrip(".") not in titles
    longer_after = after is not None and after.pos_ == "PROPN" and _capital(after)
    return not (longer_before or longer_after) or acronym_like(doc[start].text)
