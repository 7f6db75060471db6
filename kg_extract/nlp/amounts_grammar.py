"""A grammar of amounts of money over the tables of `amounts_lexicon`; it reads a plain string.

amount    = mark numeral [mark | unit]  |  numeral (mark | unit) [magnitude]
range     = amount ("-" | "to" | "and") amount, the currency and the magnitude written once or twice
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from kg_extract.nlp.amounts_lexicon import Form
from kg_extract.nlp.amounts_numerals import Numeral, Numerals, Token

__all__ = ["Reading", "read"]

_DASHES = ("-", "–", "—", "‑", "−")
_NO_PREFIX = {"a", "s", "r", "i", "b", "g", "z", "j", "l", "n"}  # letters that are words or endings when a blank parts them from "$"


@dataclass(frozen=True, slots=True)
class Reading:
    """An amount found: character offsets, number × scale / divisor, the codes its currency may have, its bound in a range."""

    start: int
    end: int
    number: Decimal
    scale: Decimal
    form: Form
    codes: tuple[str, ...]
    bound: str | None = None

    @property
    def value(self) -> Decimal:
        """The amount in whole units of its currency."""
        return self.number * self.scale / self.form.divisor

    def below(self, upper: Reading) -> Reading:
        """This lower end of a range with the magnitude of the `upper` one, where it is written once: "$10-12 million"."""
        borrows = self.scale == 1 and upper.scale > 1 and self.number < upper.number
        return replace(self, scale=upper.scale) if borrows else self


def read(text: str) -> list[Reading]:
    """All amounts of money in `text`, in order; the ends of a range that shares its currency carry a bound."""
    return _Reader(text).readings()


class _Reader(Numerals):
    """Reads the tokens of one text from left to right."""

    def readings(self) -> list[Reading]:
        """Every amount, none overlapping another."""
        found: list[Reading] = []
        position = 0
        while position < self.count:
            if self._is_idle(position):
                position += 1
                continue
            here, position = self._at(position)
            found += here
        return found

    def _is_idle(self, i: int) -> bool:
        """Whether token `i` is a plain word or sign, with which no amount can begin (nearly all are)."""
        token = self.tokens[i]
        if token.kind == "number":
            return False
        if token.kind == "sign":
            return token.text not in self.lexicon.marks
        text = token.text
        if text in self.lexicon.starters or (len(text) == 4 and text[1:] in self.lexicon.marks):
            return False
        return not (i + 1 < self.count and self.tokens[i + 1].kind == "sign" and self.tokens[i + 1].text in self.lexicon.marks)

    def _at(self, i: int) -> tuple[list[Reading], int]:
        """The amounts that begin at token `i`, and where to go on."""
        if self.tokens[i].kind != "number":
            found = self._marked(i)
            if found is not None:
                return found
        if self.may_start_numeral(i):
            numeral = self.numeral(i, marked=False)
            if numeral is not None:
                return self._unmarked(i, numeral) or ([], i + 1)
        return [], i + 1

    # ---- mark numeral

    def _marked(self, i: int) -> tuple[list[Reading], int] | None:
        """An amount whose currency stands first: "$5 million", "USD 200", "Rs. 500 crore", "$10-12 million"."""
        marked = self._mark(i)
        if marked is None:
            return None
        form, after = marked
        after, sign = self._sign(after) if self.tokens[after - 1].kind == "sign" else (after, 1)
        if after >= self.count or self.tokens[after].kind not in ("number", "word"):
            return None
        if self.tokens[after].kind == "word" and self.tokens[after].text.lower() not in self.lexicon.cardinals:
            return None
        numeral = self.numeral(after, marked=True)
        if numeral is None or (form.strict and numeral.scale == 1):
            return None
        return self._finish_marked(i, form, numeral, sign)

    def _finish_marked(self, i: int, form: Form, numeral: Numeral, sign: int) -> tuple[list[Reading], int]:
        """The amounts that begin with the mark at `i`, after its first numeral."""
        codes, stop = self._trailing(form, numeral.stop)
        start, sign = self._start(i, sign)
        first = Reading(start, self.tokens[stop - 1].end, numeral.number * sign, numeral.scale, form, codes)
        upper = self._upper(numeral.stop, needs_scale=True) if stop == numeral.stop else None
        if upper is None:
            return [first], stop
        at, second = upper
        codes, stop = self._trailing(form, second.stop)
        last = Reading(self.tokens[at].start, self.tokens[stop - 1].end, second.number, second.scale, form, codes, "max")
        return [replace(first, codes=codes, bound="min").below(last), last], stop

    def _mark(self, i: int) -> tuple[Form, int] | None:
        """The currency mark at token `i` and the index behind it; longer marks first ("US$" before "US")."""
        token = self.tokens[i]
        if token.kind == "word":
            if i + 1 < self.count and self.tokens[i + 1].kind == "sign" and self._joins(token, self.tokens[i + 1]):
                form = self._mark_form(token.text + self.tokens[i + 1].text)
                if form is not None:
                    return form, i + 2
            form = self.lexicon.marks.get(token.text)
            if form is None:
                return self._scaled_code(i)
            dotted = i + 1 < self.count and self.tokens[i + 1].text == "." and f"{token.text}." in self.lexicon.marks
            return form, i + 2 if dotted else i + 1
        form = self.lexicon.marks.get(token.text)
        return (form, i + 1) if form is not None else None

    def _joins(self, word: Token, sign: Token) -> bool:
        return sign.glued or word.text.lower() not in _NO_PREFIX

    def _mark_form(self, mark: str) -> Form | None:
        marks = self.lexicon.marks
        return marks.get(mark) or marks.get(mark.upper()) or marks.get(mark[:1].upper() + mark[1:])

    def _scaled_code(self, i: int) -> tuple[Form, int] | None:
        """A code with its magnitude in front ("MUSD", "kEUR"), or the word "dollar" before a large number."""
        word = self.tokens[i].text
        if word.lower() in ("dollar", "euro"):
            return Form(self.lexicon.units[word.lower()].codes, strict=True), i + 1
        form = self.lexicon.marks.get(word[1:]) if len(word) == 4 else None
        if form is None or word[0] not in "kKmM" or not word[1:].isupper():
            return None
        return Form(form.codes, Decimal(1) / self.lexicon.glued_magnitudes[word[0].lower()]), i + 1

    def _sign(self, i: int) -> tuple[int, int]:
        """Skips a minus sign or "~" between mark and number: the index behind it, and −1 or 1."""
        if i + 1 < self.count and self.tokens[i].kind == "sign" and self.tokens[i + 1].kind == "number" and self.tokens[i + 1].glued:
            if self.tokens[i].text in _DASHES:
                return i + 1, -1
            if self.tokens[i].text == "~":
                return i + 1, 1
        return i, 1

    def _start(self, i: int, sign: int) -> tuple[int, int]:
        """Where an amount with its mark at `i` starts, and its sign: "-$5 million" has it in front of the mark."""
        before = self.tokens[i - 1] if i else None
        minus = (
            before is not None
            and before.text in ("-", "−")
            and self.tokens[i].glued
            and not (before.glued and self.tokens[i - 2].kind != "sign")
        )
        return (before.start, -1) if minus and before is not None else (self.tokens[i].start, sign)

    def _trailing(self, form: Form, i: int) -> tuple[tuple[str, ...], int]:
        """A second mark or unit behind a marked amount ("$20 million CAD", "$10 dollars") may say which dollar is meant."""
        found = self._currency(i)
        if found is None or (found[1] < self.count and self.tokens[found[1]].kind == "number"):
            return form.codes, i
        dollars = self.lexicon.units["dollar"].codes
        same = tuple(code for code in found[0].codes if code in form.codes)
        if form.codes[0] == "USD" and found[0].codes[0] in dollars and len(found[0].codes) == 1:
            return found[0].codes, found[1]
        return (same, found[1]) if same else (form.codes, i)

    # ---- numeral mark

    def _unmarked(self, i: int, numeral: Numeral) -> tuple[list[Reading], int] | None:
        """An amount whose currency stands behind: "804 million yuan", "10-12 million euros", "75 USD million", "3 dollars 50 cents"."""
        upper = self._upper(numeral.stop, needs_scale=False)
        at, last = upper if upper is not None else (i, numeral)
        found = self._currency(self.skip_dash(last.stop))
        if found is None:
            return None
        form, stop = found
        last, stop = self._late_magnitude(last, stop)
        if form.strict and (last.scale == 1 or self._physical(stop)):
            return None
        reading = Reading(self.tokens[at].start, self.tokens[stop - 1].end, last.number, last.scale, form, form.codes)
        if upper is None:
            return self._with_minor(reading, stop)
        first = Reading(self.tokens[i].start, self.tokens[numeral.stop - 1].end, numeral.number, numeral.scale, form, form.codes, "min")
        reading = replace(reading, bound="max")
        return [first.below(reading), reading], stop

    def _late_magnitude(self, numeral: Numeral, i: int) -> tuple[Numeral, int]:
        """A magnitude behind the currency: "75 USD million"."""
        value = self.lexicon.magnitudes.get(self.word(i)) if numeral.scale == 1 else None
        return (replace(numeral, scale=value), i + 1) if value is not None else (numeral, i)

    def _with_minor(self, reading: Reading, i: int) -> tuple[list[Reading], int]:
        """Adds the cents: "3 dollars 50 cents", "thirteen dollars and forty-five", "15 dollars 50"."""
        at = i + 1 if self.word(i) == "and" else i
        if reading.form.divisor != 1 or reading.scale != 1 or at >= self.count or not self.may_start_numeral(at):
            return [reading], i
        minor = self.numeral(at, marked=False)
        if minor is None or minor.scale != 1 or minor.number >= 100 or minor.number % 1:
            return [reading], i
        found = self._currency(self.skip_dash(minor.stop))
        if found is not None:
            if found[0].divisor == 1:
                return [reading], i
            part, stop = minor.number / found[0].divisor, found[1]
        elif minor.stop >= self.count or self.tokens[minor.stop].text in ".;!?)":
            part, stop = minor.number / 100, minor.stop
        else:
            return [reading], i
        return [replace(reading, number=reading.number + part, end=self.tokens[stop - 1].end)], stop

    def _currency(self, i: int) -> tuple[Form, int] | None:
        """The unit or mark at `i`, behind a number, and the index behind it."""
        if i >= self.count:
            return None
        unit = self._unit(i)
        if unit is not None:
            return unit
        mark = self._mark(i)
        if mark is None or self.word(i) in ("dollar", "euro"):
            return None
        after = mark[1]
        if after < self.count and self.tokens[after].kind == "number" and self.tokens[after].glued and not self.tokens[i].glued:
            return None  # "3 $50 cards": the mark belongs to what follows
        return mark

    def _unit(self, i: int) -> tuple[Form, int] | None:
        """A currency's name at `i`, with or without its country: "Hong Kong dollars", "pounds sterling", "yen"."""
        words = [self.word(j) for j in range(i, min(i + 4, self.count))]
        for size in (3, 2, 1, 0):
            codes = self.lexicon.qualifiers.get(" ".join(words[:size])) if size else ()
            if codes is None or size > len(words):
                continue
            for length in (2, 1):
                form = self.lexicon.units.get(" ".join(words[size : size + length]))
                if form is not None and size + length <= len(words):
                    meant = tuple(code for code in form.codes if code in codes)
                    form = Form(meant, form.divisor) if meant else form
                    return form, i + size + length
        return None

    def _physical(self, i: int) -> bool:
        """Whether "pounds" at the end of a number are a weight or a thrust: "1.6 million pounds of thrust"."""
        return any(self.word(j) in self.lexicon.physical for j in (i, i + 1, i + 2))

    def _upper(self, i: int, needs_scale: bool) -> tuple[int, Numeral] | None:
        """The upper end of a range whose lower end stops before `i`, when it has no mark of its own: where it starts, and its numeral."""
        if i + 1 >= self.count:
            return None
        dash = self.tokens[i].text in _DASHES
        if not (dash or self.word(i) in ("to", "and")) or not self.may_start_numeral(i + 1):
            return None
        numeral = self.numeral(i + 1, marked=True)
        if numeral is None or (needs_scale and numeral.scale == 1 and not (dash and self.tokens[i].glued and self.tokens[i + 1].glued)):
            return None
        if self.tokens[i].text == "and" and not self._between(i):
            return None
        return i + 1, numeral

    def _between(self, i: int) -> bool:
        """Whether "between" stands shortly before token `i`."""
        return any(self.word(j) == "between" for j in range(max(0, i - 6), i))
