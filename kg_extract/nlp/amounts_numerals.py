"""Numbers as news writes them, in digits and words: "1,234.5", "12,34,567", "twenty-five", "half a billion", "2.5 lakh crore".

numeral = (digits | cardinal words | "half" ["a"] | "a") {magnitude} ["and a half"]
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from kg_extract.nlp import amounts_lexicon

__all__ = ["Numeral", "Numerals", "Token"]

_TOKEN = re.compile(r"(?P<number>\d+(?:[.,]\d+)*|(?<![\d\w])\.\d+)|(?P<word>(?:[A-Za-z]\.)+[A-Za-z]\b\.?|[^\W\d_]+)|(?P<sign>\S)")
_HALF = ("and", "a", "half")


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a word or another sign of the text; `glued` when no blank parts it from the one before."""

    kind: str
    text: str
    start: int
    end: int
    glued: bool


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number before currency is known: `number` × `scale`; `stop` is the index of the token behind it."""

    number: Decimal
    scale: Decimal
    stop: int


class Numerals:
    """The tokens of one text, and the numeral that begins at any of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lexicon = amounts_lexicon.load()
        self.tokens = _tokenize(text)
        self.count = len(self.tokens)

    def may_start_numeral(self, i: int) -> bool:
        """Whether a numeral can begin at token `i`: digits that are no part of a word, a cardinal, "half", "a"."""
        token = self.tokens[i]
        if token.kind == "number":
            return not (token.glued and i and self.tokens[i - 1].kind == "word")
        word = token.text.lower()
        return token.kind == "word" and (word in self.lexicon.cardinals or word in self.lexicon.fractions or word in ("a", "an"))

    def numeral(self, i: int, marked: bool) -> Numeral | None:
        """The number that begins at token `i`; a magnitude of one letter may stand apart only if `marked`."""
        token = self.tokens[i]
        if token.kind == "number":
            number = _decimal(token.text)
            if number is None:
                return None
            return self._scaled(self._mixed(number, i + 1), marked)
        word = token.text.lower()
        if word in self.lexicon.cardinals:
            return self._cardinal(i, marked)
        at = i + 1 if word in ("a", "an") else i
        if self.word(at) in self.lexicon.fractions:
            return self._fraction(self.lexicon.fractions[self.word(at)], at + 1)
        if word in ("a", "an") and self.word(at) in self.lexicon.magnitudes and self.word(at)[-1] != "s":
            return self._and_half(self._scaled((Decimal(1), at), marked=False))
        return None

    def _fraction(self, part: Decimal, i: int) -> Numeral | None:
        """A part of a magnitude: "half a billion", "a quarter of a million", "three quarters billion"."""
        for word in ("of", "a"):
            i = i + 1 if self.word(i) == word else i
        numeral = self._scaled((part, self.skip_dash(i)), marked=False)
        return numeral if numeral.scale > 1 else None

    def _cardinal(self, i: int, marked: bool) -> Numeral | None:
        """A number in words: "twenty-five", "five hundred million", "three quarters of a billion", "one and a half billion"."""
        value, stop = self._small(i)
        if self.word(stop) in self.lexicon.fractions and self.word(stop) != "half":
            return self._fraction(self.lexicon.fractions[self.word(stop)] * value, stop + 1)
        return self._and_half(self._scaled(self._mixed(Decimal(value), stop), marked))

    def _small(self, i: int) -> tuple[int, int]:
        """The cardinal below 100 or in hundreds at `i`, and the index behind it."""
        value, is_ten = self.lexicon.cardinals[self.word(i)]
        i += 1
        at = i + 1 if i < self.count and self.tokens[i].text == "-" else i
        if is_ten and self.word(at) in self.lexicon.cardinals and self.lexicon.cardinals[self.word(at)][0] < 10:
            value, i = value + self.lexicon.cardinals[self.word(at)][0], at + 1
        if self.word(i) == "hundred" and value < 100:
            value, i = value * 100, i + 1
            at = i + 1 if self.word(i) == "and" else i
            if self.word(at) in self.lexicon.cardinals:
                rest, stop = self._small(at)
                if rest < 100:
                    return value + rest, stop
        return value, i

    def _mixed(self, number: Decimal, i: int) -> tuple[Decimal, int]:
        """Adds "and a half" or a fraction ("7 3/4") that follows the number."""
        at = self.skip_dash(i)
        words = [self.word(j) for j in range(at, min(at + 5, self.count)) if self.tokens[j].text != "-"]
        if tuple(words[:3]) == _HALF:
            j = at
            while self.word(j) != "half":
                j += 1
            return number + Decimal("0.5"), j + 1
        return number, i

    def _and_half(self, numeral: Numeral) -> Numeral:
        """ "A billion and a half": the half of the magnitude."""
        number, stop = self._mixed(numeral.number, numeral.stop)
        return replace(numeral, number=number, stop=stop)

    def _scaled(self, so_far: tuple[Decimal, int], marked: bool) -> Numeral:
        """Multiplies by the magnitudes that follow: "million", "bn", "lakh crore"."""
        number, i = so_far
        scale = Decimal(1)
        while i < self.count:
            at = self.skip_dash(i)
            value = self._magnitude(at, marked and scale == 1, glued=scale == 1 and at == i)
            if value is None:
                break
            scale, i = scale * value, at + 1
        return Numeral(number, scale, i)

    def _magnitude(self, i: int, marked: bool, glued: bool) -> Decimal | None:
        """What the word at `i` multiplies by; letters must be glued to the digits, "m" and "b" may stand apart in a marked amount."""
        word = self.word(i)
        value = self.lexicon.magnitudes.get(word)
        if value is not None:
            return value
        if word.rstrip(".") not in self.lexicon.glued_magnitudes or not glued:
            return None
        if self.tokens[i].glued or (marked and word in ("m", "mm", "cr")):
            return self.lexicon.glued_magnitudes[word.rstrip(".")]
        return None

    def skip_dash(self, i: int) -> int:
        """Behind a hyphen that is glued on both sides ("12-cent", "$1.2-billion"), else `i`."""
        if i + 1 < self.count and self.tokens[i].text in ("-", "‑") and self.tokens[i + 1].kind == "word" and self.tokens[i].glued:
            return i + 1 if self.tokens[i + 1].glued else i
        return i

    def word(self, i: int) -> str:
        """The token at `i` in lower case, "" behind the end."""
        return self.tokens[i].text.lower() if i < self.count else ""


def _tokenize(text: str) -> list[Token]:
    """Numbers, words and single signs, with their offsets."""
    tokens, last = [], -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        tokens.append(Token(match.lastgroup or "sign", match.group(), start, end, start == last))
        last = end
    return tokens


def _decimal(digits: str) -> Decimal | None:
    """Digits with their separators as a number: "1,234.5", "12,34,567", "1.250.000", "12,5"; None if they are no number."""
    if re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d*\.?\d+", digits):
        plain = digits.replace(",", "")
    elif re.fullmatch(r"\d+,\d{1,2}", digits):
        plain = digits.replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", digits):
        plain = digits.replace(".", "").replace(",", ".")
    else:
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
