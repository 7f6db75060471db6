"""What the fact scorer looks at: sparse binary features of a trigger, and of a candidate filler of a trigger.

Feature design after Li, Ji & Huang (ACL 2013, joint event extraction) and Nguyen et al.: lexical, syntactic path, entity type,
distance, and what competes with the candidate.
"""

from __future__ import annotations

from spacy.tokens import Token

from kg_extract.nlp import slots
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.context import Context
from kg_extract.nlp.triggers import Found

_OF_VERBS = frozenset({"subj", "iobj", "to", "from", "with", "for", "by"})


def bucket(n: int) -> str:
    """A count or distance on a coarse scale."""
    return str(n) if n < 4 else "4-6" if n < 7 else "7-12" if n < 13 else "13-25" if n < 26 else "26+"


def of_trigger(context: Context, found: Found) -> list[str]:
    """Features that tell whether a trigger tells of an event of its frame's type."""
    i, lemmas, fine = found.token, context.lemmas, context.fine
    token = context.doc[i]
    lemma, dep, head = lemmas[i], context.deps[i], context.heads[i]
    sentence = context.sentences.of[i]
    here = context.by_sentence.get(sentence, [])
    near = [j for j in range(max(0, i - 3), min(len(lemmas), i + 4)) if j != i]
    children = [c.i for c in token.children if not c.is_punct]
    titled = _in_title(context, lemma)
    out = [
        "bias",
        f"lemma={lemma}",
        f"entry={found.trigger.number}",
        f"strict={found.strict}|{lemma}",
        f"tag={token.tag_}|{dep}",
        f"dep={dep}|{lemma}",
        f"head={lemmas[head]}|{dep}",
        f"head={lemmas[head]}|{lemma}",
        f"headclass={fine[head]}|{dep}|{lemma}",
        f"sent={bucket(sentence)}",
        f"lower={context.lower[i]}",
        f"class={fine[i]}|{dep}",
        f"next={context.word(i + 1)}|{lemma}",
        f"prev={context.word(i - 1)}|{lemma}",
        f"titled={titled}|{lemma}",
        f"titled={titled}",
    ]
    if context.named[i]:
        out += [f"inside={context.named[i]}", f"inside={context.named[i]}|{lemma}"]
    for c in children:
        out += [f"child={context.deps[c]}:{lemmas[c]}", f"child={lemmas[c]}|{lemma}", f"childclass={context.deps[c]}:{fine[c]}"]
    for j in near:
        out += [f"near={context.lower[j]}", f"nearclass={context.coarse[j]}|{lemma}"]
    for kind in {c.type or c.kind for c in here}:
        out += [f"has={kind}", f"has={kind}|{lemma}"]
    for candidate in here:
        out += _in_slot(context, found, candidate, lemma)
    governor = slots.governor(token)
    if governor is not None:
        above = lemmas[governor.i]
        out += [f"govclass={fine[governor.i]}|{lemma}", f"gov={above}", f"gov={above}|{lemma}"]
    return out


def _in_slot(context: Context, found: Found, c: Candidate, lemma: str) -> list[str]:
    """What stands in a slot of the trigger."""
    slot = found.slots.get(c.head)
    if not slot:
        return []
    kind = c.type or c.kind
    out = [f"slot={slot}:{kind}", f"slot={slot}:{kind}|{lemma}", f"slotclass={slot}:{context.fine[c.head]}"]
    if c.kind in ("phrase", "position"):
        word = context.lemmas[c.head]
        out += [f"slot={slot}:{word}|{lemma}", f"slotword={word}"]
    return out


def _in_title(context: Context, lemma: str) -> bool:
    """Whether the title has the trigger's word, in any form that begins alike."""
    return any(word.startswith(lemma[:5]) for word in context.title)


def of_pair(context: Context, found: Found, c: Candidate) -> list[str]:
    """Features that tell which role, if any, a candidate fills in the event of a trigger, without what `of_candidate` says of it alone."""
    doc, trigger = context.doc, found.token
    kind, lemma = c.type or c.kind, context.lemmas[trigger]
    sentence = context.sentences.of[trigger]
    gap = c.sentence - sentence
    same = gap == 0
    far = f"s{max(-2, min(gap, 3)):+d}{'' if context.paragraph[c.sentence] == context.paragraph[sentence] else 'p'}"
    slot = found.slots.get(c.head, "-") if same else far
    route = slots.path(doc[trigger], doc[c.head]) if same else far
    after = c.start > trigger
    side = "after" if after else "before"
    rule = next(iter(found.trigger.slots.get(slot, ())), "-")
    dep, above = context.deps[c.head], context.lemmas[context.heads[c.head]]
    titled = context.in_title(c)
    out = [
        f"slot={slot}|{kind}",
        f"slot={slot}|{lemma}",
        f"slot={slot}|{lemma}|{kind}",
        f"rule={rule}|{kind}",
        f"rule={rule}|{found.strict}",
        f"path={route}|{kind}",
        f"path={route}|{lemma}",
        f"path={route}",
        f"gap={gap}|{kind}",
        f"place={far}|{kind}|{dep}",
        f"place={far}|{above}",
        f"dist={side}{bucket(c.start - trigger if after else trigger - c.end + 1)}|{kind}" if same else f"dist=far|{kind}",
        f"prep={context.preposition(c.head)}|{kind}|{lemma}",
        f"detail={c.detail}|{slot}",
        f"lemma={lemma}|{kind}",
        f"headdep={dep}|{kind}|{side}",
        f"titled={titled}|{slot}|{kind}",
        f"trigclass={context.fine[trigger]}|{slot}|{kind}",
        f"rivals={_rivals(context, found, c)}|{kind}|{side if same else gap}",
    ]
    partner = _partner(doc[trigger], slot)
    if partner is not None:
        # Who "placed" an order is not who "won" it, who "won" an order not who "won" an approval.
        out += [f"with={context.lemmas[partner.i]}|{slot}|{kind}", f"withclass={context.fine[partner.i]}|{slot}|{kind}"]
    if c.kind in ("phrase", "position"):
        word = context.lemmas[c.head]
        out += [f"word={word}|{slot}", f"word={word}|{lemma}", f"class={context.fine[c.head]}|{slot}"]
        out += [f"class={context.coarse[c.head]}|{slot}|{lemma}", f"length={c.end - c.start}|{slot}"]
    elif c.kind == "date":
        out.append(f"when={_when(context, c)}|{lemma}")
    elif c.kind == "entity":
        out.append(f"lead={context.first[c.identity] == 0}|{slot}")
    return out


def _partner(trigger: Token, slot: str) -> Token | None:
    """The word that says with a trigger what the slot means: the object of a verb, the verb above a noun."""
    if trigger.pos_ == "VERB":
        return next((c for c in trigger.children if c.dep_ == "dobj"), None) if slot in _OF_VERBS else None
    return slots.governor(trigger) if slot.startswith("sup.") else None


def of_candidate(context: Context, c: Candidate) -> list[str]:
    """Features of a candidate by itself, the same for every trigger."""
    kind, head = c.type or c.kind, c.head
    above = context.heads[head]
    out = [
        f"kind={kind}",
        f"prep={context.preposition(head)}|{kind}",
        f"prev={context.word(c.start - 1)}|{kind}",
        f"prev2={context.word(c.start - 2)} {context.word(c.start - 1)}|{kind}",
        f"next={context.word(c.end)}|{kind}",
        f"detail={c.detail}|{kind}",
        f"often={bucket(context.mentions[c.identity])}|{kind}",
        f"first={bucket(context.first[c.identity])}|{kind}",
        f"govern={context.lemmas[above]}|{kind}",
        f"titled={context.in_title(c)}|{kind}",
        f"headclass={context.fine[head]}|{kind}",
        f"govclass={context.fine[above]}|{kind}|{context.deps[head]}",
        f"prevclass={context.coarse[c.start - 1] if c.start else '-'}|{kind}",
        f"nextclass={context.coarse[c.end] if c.end < len(context.lower) else '-'}|{kind}",
    ]
    out.extend(_of_kind(context, c))
    return out


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


def _of_kind(context: Context, c: Candidate) -> list[str]:
    """Features that only one kind of candidate has."""
    if c.kind in ("phrase", "position"):
        counted = context.doc[c.start].like_num
        return [f"word={context.lemmas[c.head]}", f"startword={context.lemmas[c.start]}", f"num={c.end - c.start}|{counted}"]
    if c.kind == "amount" and c.amount is not None:
        size = len(str(int(abs(c.amount.value))))
        higher = context.lemmas[context.heads[context.heads[c.head]]]
        out = [f"size={size}", f"bound={c.amount.bound}", f"currency={c.amount.currency}", f"govern2={higher}"]
        return [*out, f"after={context.word(c.end)} {context.word(c.end + 1)}"]
    if c.kind == "date":
        length = len(c.text or "")
        surface = " ".join(context.lower[c.start : c.end]) if c.end - c.start < 3 else ""
        return [f"precise={length}", f"when={_when(context, c)}|{length}", f"surface={surface}"]
    if c.kind in ("round", "outcome"):
        return [f"text={(c.text or '').lower()}", f"cue={c.detail}"]
    return [f"ent={context.lower[c.head]}" if c.detail == "nominal" else "ent="] if c.kind == "entity" else []


def _when(context: Context, c: Candidate) -> str:
    """Where a date lies from the day of publication."""
    value = c.text or ""
    return "same" if value == context.published else "later" if value > context.published else "earlier"
