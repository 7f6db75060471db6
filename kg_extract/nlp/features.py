"""What the fact scorer looks at: sparse binary features of a trigger, and of a candidate filler of a trigger.

Feature design after Li, Ji & Huang (ACL 2013, joint event extraction) and Nguyen et al.: lexical, syntactic path, entity type,
distance, and what competes with the candidate.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from kg_extract.nlp import slots, words
from kg_extract.nlp.candidates import Candidate, Sentences
from kg_extract.nlp.triggers import Found


@dataclass
class Context:
    """What is computed once an article: its candidates by sentence, how often each thing is mentioned."""

    doc: Doc
    sentences: Sentences
    candidates: Sequence[Candidate]
    by_sentence: dict[int, list[Candidate]] = field(default_factory=dict)
    mentions: Counter[object] = field(default_factory=Counter)
    first: dict[object, int] = field(default_factory=dict)
    published: str = ""
    paragraph: list[int] = field(default_factory=list)
    title: frozenset[str] = frozenset()
    coarse: list[int] = field(default_factory=list)
    fine: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        grouped: dict[int, list[Candidate]] = defaultdict(list)
        for c in self.candidates:
            grouped[c.sentence].append(c)
            self.mentions[c.identity] += 1
            self.first.setdefault(c.identity, c.sentence)
        self.by_sentence = dict(grouped)
        starts = [b.start for b in self.doc._.kgx_blocks]
        self.paragraph = [bisect(starts, self.doc[start].idx) for start, _ in self.sentences.bounds]
        article = self.doc._.kgx_article
        self.published = (article.published or "") if article is not None else ""
        self.title = frozenset(_letters((article.title or "") if article is not None else "").split())
        self.coarse, self.fine = words.classes(self.doc)

    def in_title(self, c: Candidate) -> bool:
        """Whether the title names the thing: all words of one of its names stand there."""
        if c.kind == "entity" and c.cluster is not None:
            names: Iterable[str] = self.doc._.kgx_clusters[c.cluster].names
        else:
            names = (c.text or self.doc[c.start : c.end].text,)
        return any(self.title.issuperset(spelled) for name in names if (spelled := _letters(name).split()))


def _letters(text: str) -> str:
    """Small letters and digits only, words apart by blanks."""
    return "".join(ch if ch.isalnum() else " " for ch in text.casefold().replace("'s", " ").replace("’s", " "))


BACK, NEAR, AHEAD = 2, 2, 8  # sentences before, after, and after when no other trigger of the type stands between


def window(context: Context, found: Found, others: Set[int]) -> Iterator[Candidate]:
    """The candidates that a trigger may take: each thing once, at the place nearest to it.

    `others` are the sentences of the article with a trigger of the same event type: behind one, its own event goes on.
    """
    sentence = context.sentences.of[found.token]
    last = sentence
    while last - sentence < AHEAD and (last - sentence < NEAR or last + 1 not in others) and last + 1 < len(context.sentences.bounds):
        last += 1
    best: dict[object, tuple[int, int, Candidate]] = {}
    for number in range(max(0, sentence - BACK), last + 1):
        for c in context.by_sentence.get(number, ()):
            if c.start <= found.token < c.end and c.kind != "entity":
                continue
            rank = (abs(number - sentence) * 2 + (number > sentence), abs(c.start - found.token), c)
            if c.identity not in best or rank[:2] < best[c.identity][:2]:
                best[c.identity] = rank
    yield from (c for _, _, c in sorted(best.values(), key=lambda r: (r[2].start, r[2].end)))


def bucket(n: int) -> str:
    """A count or distance on a coarse scale."""
    return str(n) if n < 4 else "4-6" if n < 7 else "7-12" if n < 13 else "13-25" if n < 26 else "26+"


def of_trigger(context: Context, found: Found) -> list[str]:
    """Features that tell whether a trigger tells of an event of its frame's type."""
    doc = context.doc
    token = doc[found.token]
    lemma = token.lemma_.lower()
    sentence = context.sentences.of[found.token]
    here = context.by_sentence.get(sentence, [])
    head = token.head
    out = [
        "bias",
        f"lemma={lemma}",
        f"entry={found.trigger.number}",
        f"strict={found.strict}|{lemma}",
        f"tag={token.tag_}|{token.dep_}",
        f"dep={token.dep_}|{lemma}",
        f"head={head.lemma_.lower()}|{token.dep_}",
        f"head={head.lemma_.lower()}|{lemma}",
        f"sent={bucket(sentence)}",
        f"lower={token.lower_}",
    ]
    out.extend(f"child={c.dep_}:{c.lemma_.lower()}" for c in token.children if not c.is_punct)
    out.extend(f"child={c.lemma_.lower()}|{lemma}" for c in token.children if not c.is_punct)
    out.extend(f"near={doc[i].lower_}" for i in range(max(0, token.i - 3), min(len(doc), token.i + 4)) if i != token.i)
    out.append(f"next={doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ''}|{lemma}")
    out.append(f"prev={doc[token.i - 1].lower_ if token.i else ''}|{lemma}")
    kinds = Counter(c.type or c.kind for c in here)
    out.extend(f"has={kind}" for kind in kinds)
    out.extend(f"has={kind}|{lemma}" for kind in kinds)
    for c in here:
        slot = found.slots.get(c.head)
        if slot:
            out.append(f"slot={slot}:{c.type or c.kind}")
            out.append(f"slot={slot}:{c.type or c.kind}|{lemma}")
            if c.kind in ("phrase", "position"):
                out.append(f"slot={slot}:{doc[c.head].lemma_.lower()}|{lemma}")
                out.append(f"slotword={doc[c.head].lemma_.lower()}")
            out.append(f"slotclass={slot}:{context.fine[c.head]}")
    out.append(f"titled={_in_title(context, token)}|{lemma}")
    out.append(f"titled={_in_title(context, token)}")
    out.append(f"class={context.fine[token.i]}|{token.dep_}")
    out.extend(f"childclass={c.dep_}:{context.fine[c.i]}" for c in token.children if not c.is_punct)
    out.extend(f"nearclass={context.coarse[i]}|{lemma}" for i in range(max(0, token.i - 3), min(len(doc), token.i + 4)) if i != token.i)
    out.append(f"headclass={context.fine[head.i]}|{token.dep_}|{lemma}")
    governor = slots.governor(token)
    if governor is not None:
        out.append(f"govclass={context.fine[governor.i]}|{lemma}")
        out.append(f"gov={governor.lemma_.lower()}")
        out.append(f"gov={governor.lemma_.lower()}|{lemma}")
    return out


def _in_title(context: Context, token: Token) -> bool:
    """Whether the title has the trigger's word, in any form that begins alike."""
    stem = token.lemma_.lower()[:5]
    return any(word.startswith(stem) for word in context.title)


def of_pair(context: Context, found: Found, c: Candidate) -> list[str]:
    """Features that tell which role, if any, a candidate fills in the event of a trigger."""
    doc = context.doc
    token, head = doc[found.token], doc[c.head]
    lemma = token.lemma_.lower()
    kind = c.type or c.kind
    gap = c.sentence - context.sentences.of[found.token]
    same = gap == 0
    far = (
        f"s{max(-2, min(gap, 3)):+d}{'' if context.paragraph[c.sentence] == context.paragraph[context.sentences.of[found.token]] else 'p'}"
    )
    slot = found.slots.get(c.head, "-") if same else far
    route = slots.path(token, head) if same else far
    distance = c.start - found.token if c.start > found.token else found.token - c.end + 1
    side = "after" if c.start > found.token else "before"
    prep = _preposition(head)
    rule = next(iter(found.trigger.slots.get(slot, ())), "-")
    out = [
        f"kind={kind}",
        f"slot={slot}|{kind}",
        f"slot={slot}|{lemma}",
        f"slot={slot}|{lemma}|{kind}",
        f"rule={rule}|{kind}",
        f"rule={rule}|{found.strict}",
        f"path={route}|{kind}",
        f"path={route}|{lemma}",
        f"path={route}",
        f"gap={gap}|{kind}",
        f"place={far}|{kind}|{head.dep_}",
        f"place={far}|{head.head.lemma_.lower()}",
        f"dist={side}{bucket(distance)}|{kind}" if same else f"dist=far|{kind}",
        f"prep={prep}|{kind}",
        f"prep={prep}|{kind}|{lemma}",
        f"prev={_word(doc, c.start - 1)}|{kind}",
        f"prev2={_word(doc, c.start - 2)} {_word(doc, c.start - 1)}|{kind}",
        f"next={_word(doc, c.end)}|{kind}",
        f"detail={c.detail}|{kind}",
        f"detail={c.detail}|{slot}",
        f"often={bucket(context.mentions[c.identity])}|{kind}",
        f"first={bucket(context.first[c.identity])}|{kind}",
        f"lemma={lemma}|{kind}",
        f"headdep={head.dep_}|{kind}|{side}",
        f"govern={head.head.lemma_.lower()}|{kind}",
    ]
    titled = context.in_title(c)
    out.append(f"titled={titled}|{kind}")
    out.append(f"titled={titled}|{slot}|{kind}")
    out.append(f"headclass={context.fine[c.head]}|{kind}")
    out.append(f"govclass={context.fine[head.head.i]}|{kind}|{head.dep_}")
    out.append(f"trigclass={context.fine[found.token]}|{slot}|{kind}")
    out.append(f"prevclass={context.coarse[c.start - 1] if c.start else '-'}|{kind}")
    out.append(f"nextclass={context.coarse[c.end] if c.end < len(doc) else '-'}|{kind}")
    out.append(f"rivals={_rivals(context, found, c)}|{kind}|{side if same else gap}")
    out.extend(_of_kind(context, c, doc, head, slot, lemma))
    return out


def _word(doc: Doc, i: int) -> str:
    return doc[i].lower_ if 0 <= i < len(doc) else ""


def _preposition(head: Token) -> str:
    node = head
    for _ in range(3):
        if node.dep_ in ("pobj", "pcomp") and node.head.pos_ in ("ADP", "SCONJ"):
            return node.head.lower_
        if node.dep_ not in ("conj", "appos", "compound", "nummod", "nmod", "poss"):
            break
        node = node.head
    return node.dep_


def _rivals(context: Context, found: Found, c: Candidate) -> int:
    """How many candidates of the same kind stand between the trigger and this one, three at most."""
    low, high = sorted((found.token, c.start))
    sentences = range(context.sentences.of[low], context.sentences.of[high] + 1)
    kind = c.type or c.kind
    between = {
        r.identity
        for s in sentences
        for r in context.by_sentence.get(s, ())
        if low < r.start < high and (r.type or r.kind) == kind and r.identity != c.identity
    }
    return min(3, len(between))


def _of_kind(context: Context, c: Candidate, doc: Doc, head: Token, slot: str, lemma: str) -> list[str]:
    """Features that only one kind of candidate has."""
    if c.kind in ("phrase", "position"):
        word = head.lemma_.lower()
        first = doc[c.start].lemma_.lower()
        return [
            f"word={word}",
            f"word={word}|{slot}",
            f"word={word}|{lemma}",
            f"class={context.fine[head.i]}|{slot}",
            f"class={context.coarse[head.i]}|{slot}|{lemma}",
            f"startword={first}",
            f"length={c.end - c.start}|{slot}",
            f"num={c.end - c.start}|{doc[c.start].like_num}",
        ]
    if c.kind == "amount" and c.amount is not None:
        size = len(str(int(abs(c.amount.value))))
        return [
            f"size={size}",
            f"bound={c.amount.bound}",
            f"currency={c.amount.currency}",
            f"govern2={head.head.head.lemma_.lower()}",
            f"after={_word(doc, c.end)} {_word(doc, c.end + 1)}",
        ]
    if c.kind == "date":
        value = c.text or ""
        relation = "same" if value == context.published else "later" if value > context.published else "earlier"
        return [
            f"precise={len(value)}",
            f"when={relation}|{len(value)}",
            f"when={relation}|{lemma}",
            f"surface={doc[c.start : c.end].text.lower()}" if c.end - c.start < 3 else "surface=",
        ]
    if c.kind in ("round", "outcome"):
        return [f"text={(c.text or '').lower()}", f"cue={c.detail}"]
    if c.kind == "entity":
        return [f"ent={head.lower_}" if c.detail == "nominal" else "ent=", f"lead={context.first[c.identity] == 0}|{slot}"]
    return []
