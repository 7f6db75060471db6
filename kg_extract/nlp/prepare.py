"""Prepares a text for the parser without moving a character: what is no prose becomes spaces, and the rest is cut into blocks.

Headlines, captions and page furniture wreck the parse of what stands around them, and the base model was trained on straight
quotes. Every step replaces characters one for one, so offsets into the prepared text are offsets into the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from kg_extract import dateline, resources
from kg_extract.nlp.state import Block

__all__ = ["prepare"]

#: Typographic characters as the base model saw them in training.
_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‑": "-", "‐": "-"}
    | dict.fromkeys("\t\v\f\r\u0085\u00a0\u00ad\u2002\u2003\u2007\u2009\u200a\u200b\u200c\u200d\u2028\u2029\u202f\u2060\ufeff", " ")
)
_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"(?:[-–—*·•▪●◦‣+]|#{1,6}|\(?\d{1,2}[.)])\s+(?=\S)")
_INLINE_BULLET = re.compile(r"(?<=[.!?:\"']) [*•▪●] (?=[\"'A-Z0-9])")
#: A heading in capitals inside a line of run-together paragraphs: "… said. DEAL DRIVERS The deal …".
_INLINE_HEADING = re.compile(r"(?<=[.!?\"'] )(?=[A-Z' &-]{9})[A-Z][A-Z'&-]+(?: [A-Z'&-]+){1,6}(?= [\"']?[A-Z][a-z])")
_SENTENCE_END = re.compile(r"[.!?:][\"')\]]*$")
#: A paragraph broken into lines: all lines but the last are long, and about as long.
_WRAP_SHORTEST, _WRAP_LONGEST = 40, 110
#: A heading or a list entry has no full stop and is short.
_HEADING_LONGEST = 130
#: A repetition shorter than this may be meant.
_REPEATED_SHORTEST = 10
#: Lines longer than these are prose, whatever they begin with.
_FURNITURE_LONGEST, _CAPTION_LONGEST = 400, 900
_READABLE = ("body", "headline", "caption")


@dataclass(slots=True)
class _Line:
    """A paragraph (or a line that is one), trimmed; `kind` is a Block's, or "credit", "about", "footer" on the way."""

    start: int
    end: int
    text: str
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class _Rules:
    """The patterns of `data/patterns/boilerplate.toml`, compiled."""

    whole: dict[str, re.Pattern[str]]
    inline: tuple[re.Pattern[str], ...]

    def matches(self, name: str, text: str) -> bool:
        return self.whole[name].match(text) is not None


@cache
def _rules() -> _Rules:
    raw = resources.read_toml("patterns/boilerplate.toml")
    whole = {name: re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE) for name, forms in raw["line"].items()}
    whole["about"] = re.compile(raw["line"]["about"][0])
    return _Rules(whole, tuple(re.compile(form) for form in raw["inline"].values()))


def prepare(text: str) -> tuple[str, tuple[Block, ...]]:
    """The text as the parser shall see it, of the same length, and its blocks in text order."""
    plain = text.translate(_PLAIN)
    for form in _rules().inline:
        plain = form.sub(_spaces, plain)
    plain = _blank_dateline(plain)
    blocks = tuple(_blocks(plain))
    return _rewrite(plain, blocks), blocks


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _blanked(text: str) -> str:
    """Spaces of the same length, with the newlines left in place."""
    return re.sub(r"[^\n]+", _spaces, text)


def _blank_dateline(text: str) -> str:
    found = dateline.find(text)
    return text[: found.start] + _blanked(text[found.start : found.end]) + text[found.end :] if found else text


def _rewrite(text: str, blocks: tuple[Block, ...]) -> str:
    """Blanks everything outside readable blocks; inside, the newlines of wrapped lines become spaces."""
    out: list[str] = []
    done = 0
    for block in blocks:
        if block.kind in _READABLE:
            out += [_blanked(text[done : block.start]), text[block.start : block.end].replace("\n", " ")]
            done = block.end
    out.append(_blanked(text[done:]))
    return "".join(out)


def _blocks(text: str) -> Iterator[Block]:
    lines = list(_paragraphs(text))
    _drop_repeated(lines)
    for line in lines:
        line.kind = _kind(line.text)
    _skip_footers(lines)
    _join_captions(lines)
    for line in lines:
        yield from _split(line)


def _paragraphs(text: str) -> Iterator[_Line]:
    """The lines of the text, trimmed; lines that only wrap one paragraph are joined."""
    run: list[tuple[int, int, int]] = []
    for found in _LINE.finditer(text):
        content = found.group()
        start = found.start() + len(content) - len(content.lstrip())
        end = found.start() + len(content.rstrip())
        if run and (start >= end or found.start() != run[-1][2]):
            yield from _unwrap(text, run)
            run = []
        if start < end:
            run.append((start, end, found.end() + 1))
    yield from _unwrap(text, run)


def _unwrap(text: str, run: list[tuple[int, int, int]]) -> Iterator[_Line]:
    """One paragraph if the consecutive lines are a wrapped one, else each line for itself."""
    lengths = [end - start for start, end, _ in run]
    bulleted = any(_BULLET.match(text, start) for start, _, _ in run[1:])
    wrapped = len(run) > 1 and max(lengths) <= _WRAP_LONGEST and min(lengths[:-1]) >= max(_WRAP_SHORTEST, 0.6 * max(lengths))
    if wrapped and not bulleted and not _is_list(text, run):
        yield _Line(run[0][0], run[-1][1], text[run[0][0] : run[-1][1]].replace("\n", " "))
        return
    for start, end, _ in run:
        yield _Line(start, end, text[start:end])


def _is_list(text: str, run: list[tuple[int, int, int]]) -> bool:
    """Whether lines are entries of a list: each begins with a capital and none ends a sentence."""
    lines = [text[start:end] for start, end, _ in run if not text[start:end].endswith(":")]
    return len(run) > 2 and all(line[:1].isupper() and not _SENTENCE_END.search(line) for line in lines)


def _drop_repeated(lines: list[_Line]) -> None:
    """A line that begins with the dash and the words that the line before it ends with begins behind them: so web pages turn out
    of which the tags within a line were taken for line ends."""
    for before, line in pairwise(lines):
        at = before.text.find(line.text[:_REPEATED_SHORTEST]) if line.text[0] in "-–—" else -1
        repeated = before.text[at:] if at > 0 else ""
        if len(repeated) >= _REPEATED_SHORTEST and line.text.startswith(repeated):
            rest = line.text[len(repeated) :]
            line.start, line.text = line.end - len(rest.lstrip()), rest.lstrip()


def _kind(text: str) -> str:
    rules = _rules()
    if rules.matches("ornament", text):
        return "boilerplate"
    if len(text) <= _FURNITURE_LONGEST:
        for name in ("about", "footer", "credit"):
            if rules.matches(name, text):
                return name
        if rules.matches("promo", text) or rules.matches("biography", text):
            return "boilerplate"
    if len(text) <= _CAPTION_LONGEST and rules.matches("caption", text):
        return "caption"
    if len(text) > _HEADING_LONGEST or _SENTENCE_END.search(text):
        return "body"
    return "boilerplate" if text.isupper() else "headline"


def _skip_footers(lines: list[_Line]) -> None:
    """From a footer's heading on nothing is read, until an "About …" section (companies describe themselves there)."""
    skipping = False
    for line in lines:
        if line.kind == "about":
            line.kind, skipping = "headline", False
        elif line.kind == "footer" or skipping:
            line.kind, skipping = "boilerplate", True


def _join_captions(lines: list[_Line]) -> None:
    """A line that is only a credit makes the line before it a caption, if that is the first of the text or no full sentence."""
    for at, line in enumerate(lines):
        if line.kind == "credit":
            line.kind = "boilerplate"
            before = lines[at - 1] if at else None
            if before and before.kind in _READABLE and (at == 1 or before.kind == "headline"):
                before.kind = "caption"


def _split(line: _Line) -> Iterator[Block]:
    """The blocks of a line: without its bullet, and cut where run-together paragraphs have a bullet or a heading in the middle."""
    bullet = _BULLET.match(line.text) if line.kind != "boilerplate" else None
    start = bullet.end() if bullet else 0
    if line.kind == "body":
        cuts = [(*found.span(), False) for found in _INLINE_BULLET.finditer(line.text, start)]
        cuts += [(*found.span(), True) for found in _INLINE_HEADING.finditer(line.text, start)]
        for cut_start, cut_end, is_heading in sorted(cuts):
            yield Block(line.start + start, line.start + cut_start, "body")
            if is_heading:
                yield Block(line.start + cut_start, line.start + cut_end, "boilerplate")
            start = cut_end
    yield Block(line.start + start, line.end, line.kind)
