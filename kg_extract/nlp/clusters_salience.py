"""Decides which named thing a noun or pronoun stands for.

Grammar first (apposition, relative clause, "X is a company"); then salience after Lappin and Leass ("An algorithm for pronominal
anaphora resolution", Computational Linguistics 1994): each mention adds weight by its grammatical role, and all weights fade from
sentence to sentence. The subject of the clause above is preferred, as in Hobbs's tree search ("Resolving pronoun references", 1978).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Token

from kg_extract.nlp.clusters_anaphora import (
    Anaphor,
    find_nominals,
    find_pronouns,
    find_speaker_noun,
    is_unlike,
    preferred_group,
    pronoun_words,
    reported_subject,
)
from kg_extract.nlp.clusters_discourse import SUBJECTS, Discourse
from kg_extract.nlp.clusters_names import ARTIFACTS, ORGANIZATIONS
from kg_extract.nlp.clusters_quotes import Quotes
from kg_extract.nlp.state import Cluster, MentionSpan

__all__ = ["resolve"]

_ABOVE = 120.0
_LOOSE = (frozenset({"Company"}), frozenset({"Agency"}))
_TOPIC = 10.0
_MINIMUM = 12.0
_FREQUENT = 1.5
_OWN_WORD = 60.0
_COMMON_WORD = 15.0
_UNLIKE = 0.15  # for a noun that is not what a name's last word says


def _head(doc: Doc, start: int, end: int) -> Token:
    """The token of a span that hangs outside it."""
    for token in doc[start:end]:
        if not start <= token.head.i < end or token.head.i == token.i:
            return token
    return doc[end - 1]


def _clause_subject(token: Token) -> Token | None:
    """The subject of the clause above the token's own: who said that it …, who bought its …"""
    own = token.dep_ in SUBJECTS or (token.dep_ == "poss" and token.head.dep_ in SUBJECTS)
    verb = token.head
    for _ in range(12):
        if not own or verb.pos_ not in ("VERB", "AUX"):
            for child in verb.lefts:
                if child.dep_ in SUBJECTS and child.i != token.i and child.i < token.i and verb.pos_ in ("VERB", "AUX"):
                    return child
        if verb.head.i == verb.i:
            return None
        own = own and verb.pos_ not in ("VERB", "AUX")
        verb = verb.head
    return None


def _co_arguments(token: Token) -> Iterable[int]:
    """The tokens that share the verb with the token, and so are something else: "Acme bought it"."""
    if token.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj", "dative", "attr"):
        verb = token.head.head if token.dep_ == "pobj" else token.head
        if verb.pos_ in ("VERB", "AUX"):
            for child in verb.children:
                if child.i != token.i and child.dep_ in ("nsubj", "nsubjpass", "dobj", "dative"):
                    yield child.i


class _Resolver:
    """Reads the mentions of a doc in order and ties the unnamed ones to clusters."""

    def __init__(self, doc: Doc, clusters: Sequence[Cluster]) -> None:
        self.doc = doc
        self.clusters = clusters
        self.state = Discourse(doc, clusters)
        self.quotes = Quotes(doc)
        self.employers: dict[int, int] = {}
        self.found: list[tuple[int, MentionSpan]] = []

    def run(self) -> list[tuple[int, MentionSpan]]:
        """The pairs of cluster index and mention, in text order."""
        names = [(m.start, m.end, number) for number, c in enumerate(self.clusters) for m in c.mentions]
        anaphors = [*find_nominals(self.doc, self.state.named), *find_pronouns(self.doc)]
        steps: list[tuple[int, int, int, int | Anaphor]] = [(s, 0, e, n) for s, e, n in names]
        steps += [(a.start, 1, a.end, a) for a in anaphors]
        steps.sort(key=lambda step: step[:3])
        starts = iter([*[s.start for s in self.doc.sents][1:], len(self.doc) + 1])
        bound = next(starts)
        for start, _, end, what in steps:
            while start >= bound:
                self.state.fade()
                bound = next(starts)
            if isinstance(what, int):
                self.state.mention(what, start, end, _head(self.doc, start, end))
            else:
                self._settle(what)
        return self.found

    def _settle(self, anaphor: Anaphor) -> None:
        cluster = self._cluster(anaphor)
        if cluster is None:
            return
        types = "" if anaphor.kind == "pronoun" else self.clusters[cluster].type
        self.found.append((cluster, MentionSpan(anaphor.start, anaphor.end, types, anaphor.kind)))
        head = self.doc[anaphor.head]
        self.state.mention(cluster, anaphor.head, anaphor.end, head)
        if anaphor.kind == "nominal":
            words = self.state.recalled if anaphor.bound is None else self.state.described
            words[cluster].add(anaphor.word)

    def _cluster(self, anaphor: Anaphor) -> int | None:
        if anaphor.bound is not None:
            tied = next((n for n in self._bound(anaphor, anaphor.bound) if n >= 0 and self._agrees(anaphor, n)), None)
            if tied is not None or not anaphor.free:
                return tied
        words = pronoun_words()
        if anaphor.word in words["agreement.speaker"]:
            return self._speaker(anaphor)
        if anaphor.word in words["agreement.plural"]:
            return self._plural(anaphor)
        return self._most_salient(anaphor)

    def _bound(self, anaphor: Anaphor, antecedent: int) -> Iterator[int]:
        """The clusters that the grammar ties the anaphor to, the surest first; -1 for none."""
        direct = self.state.at[antecedent] if self.state.at[antecedent] >= 0 else self.state.named[antecedent]
        if direct < 0 or not self._acts_like_no_place(anaphor, direct):
            yield direct
        if anaphor.kind != "pronoun":
            return
        above = self._predicated(self.doc[antecedent])
        if above >= 0 and (anaphor.word != "who" or self.state.types[above] == "Person"):
            yield above
        beside = self._beside(anaphor.start)
        if anaphor.word in ("which", "that") and beside >= 0 and self.state.types[beside] != "Place":
            yield beside

    def _beside(self, start: int) -> int:
        """The cluster whose name ends directly before the token, a comma aside."""
        at = start - 2 if start > 1 and self.doc[start - 1].text == "," else start - 1
        return self.state.named[at] if at >= 0 else -1

    def _acts_like_no_place(self, anaphor: Anaphor, cluster: int) -> bool:
        """Whether a relative clause behind a place says what only an organisation does: "a chain based in Oslo that runs shops"."""
        if self.state.types[cluster] != "Place" or anaphor.word not in ("that", "which"):
            return False
        return self.doc[anaphor.head].head.lemma_ in pronoun_words()["organisation.verbs"]

    def _predicated(self, noun: Token) -> int:
        """The cluster that an unnamed noun is said to be ("Acme is a band that …"), or the one above a place by the grammar."""
        for _ in range(6):
            if noun.dep_ == "appos" or (noun.dep_ in ("pobj", "prep", "acl", "conj") and noun.dep_ != "ROOT"):
                noun = noun.head
            elif noun.dep_ == "attr":
                noun = next((c for c in noun.head.lefts if c.dep_ in SUBJECTS), noun)
            if self.state.at[noun.i] >= 0 and self.state.types[self.state.at[noun.i]] != "Place":
                return self.state.at[noun.i]
        return -1

    def _agrees(self, anaphor: Anaphor, cluster: int) -> bool:
        kind = self.state.types[cluster]
        if anaphor.kind == "pronoun" or kind in anaphor.types:
            return kind in anaphor.types
        return kind in ORGANIZATIONS and bool(anaphor.types & ORGANIZATIONS)

    def _fit(self, anaphor: Anaphor, cluster: int) -> float:
        """A factor for how well the cluster's type fits, 0 if it cannot be."""
        kind = self.state.types[cluster]
        if anaphor.kind == "nominal":
            if kind == "Place" and (anaphor.word in ("country", "nation")) != self.state.country[cluster]:
                return 0.0
            if kind in anaphor.types:
                return _UNLIKE if is_unlike(anaphor.word, self.clusters[cluster].name) else 1.0
            return 0.4 if kind == "Organization" and anaphor.types in _LOOSE else 0.0
        if kind not in anaphor.types:
            return 0.0
        if "Person" in anaphor.types:
            return 1.0
        wanted = preferred_group(self.doc[anaphor.head])
        if wanted == "organisation":
            return 1.0 if kind in ORGANIZATIONS else 0.25
        if wanted == "artifact":
            return 1.0 if kind in ARTIFACTS else 0.3
        return 0.5 if kind in ("Place", "LaunchSite") else 1.0

    def _most_salient(self, anaphor: Anaphor) -> int | None:
        state, head = self.state, self.doc[anaphor.head]
        barred = {state.at[i] for i in _co_arguments(head)} | {state.named[i] for i in range(anaphor.start, anaphor.end)}
        above = _clause_subject(head) or reported_subject(head)
        lead = self._lead(above) if above is not None else -1
        special = self._described_so(anaphor)
        best, best_score = None, _MINIMUM if anaphor.kind == "pronoun" else 0.0
        for cluster, seen in enumerate(state.seen):
            if not seen or (cluster in barred and anaphor.word != "itself"):
                continue
            fit = self._fit(anaphor, cluster)
            if special and not special & {cluster}:
                fit *= 0.4
            if fit > 0:
                score = fit * self._score(anaphor, cluster, lead)
                if score > best_score:
                    best, best_score = cluster, score
        if best is not None and anaphor.word == "it" and head.dep_ in ("dobj", "pobj", "dative") and self._nearer_noun(head, best):
            return None
        return best

    def _nearer_noun(self, pronoun: Token, cluster: int) -> bool:
        """Whether an unnamed thing stands between the cluster and the pronoun: "Acme built a boat and sold it"."""
        for i in range(pronoun.i - 1, pronoun.sent.start - 1, -1):
            if self.state.at[i] == cluster:
                return False
            token = self.doc[i]
            if token.tag_ == "NN" and token.dep_ in ("nsubj", "nsubjpass", "dobj") and self.state.at[i] < 0:
                return True
        return False

    def _described_so(self, anaphor: Anaphor) -> set[int]:
        """The clusters seen so far that the text itself calls so ("startup Acme"), for nouns that say more than "company"."""
        if anaphor.kind != "nominal" or anaphor.word in pronoun_words()["unlike.general"]:
            return set()
        return {n for n, words in enumerate(self.state.described) if self.state.seen[n] and anaphor.word in words}

    def _lead(self, subject: Token) -> int:
        """The cluster that the subject of the clause above brings to mind: itself, or the organisation that a person speaks for."""
        cluster = self.state.at[subject.i]
        if cluster >= 0 and self.state.types[cluster] == "Person":
            employer = self._employer(cluster)
            return cluster if employer < 0 else employer
        if cluster >= 0 or not find_speaker_noun(subject):
            return cluster
        for token in subject.subtree:
            number = self.state.at[token.i]
            if number >= 0 and self.state.types[number] in ORGANIZATIONS and token.dep_ in ("pobj", "poss", "compound", "nmod"):
                return number
        return -1

    def _score(self, anaphor: Anaphor, cluster: int, lead: int) -> float:
        state = self.state
        score = state.weights[cluster]
        if cluster == lead:
            score += _ABOVE
        if cluster == state.topic:
            score += _TOPIC
        if anaphor.kind == "nominal":
            score += _FREQUENT * min(state.total[cluster], 10)
            if anaphor.word in state.words[cluster] or anaphor.word in state.described[cluster]:
                score += _OWN_WORD
            elif anaphor.word in state.recalled[cluster]:
                score += _COMMON_WORD
        return score

    def _plural(self, anaphor: Anaphor) -> int | None:
        """ "They" for one thing: only the subject of the clause above, when that is an organisation or a person."""
        above = _clause_subject(self.doc[anaphor.head])
        if above is None or self.state.at[above.i] < 0 or any(c.dep_ == "conj" for c in above.children):
            return None
        cluster = self.state.at[above.i]
        return cluster if self.state.types[cluster] in ORGANIZATIONS and above.tag_ != "NNS" else None

    def _speaker(self, anaphor: Anaphor) -> int | None:
        """ "We" in a quotation: the speaker's organisation; elsewhere: whoever the article is about."""
        topic = self.state.topic if self.state.types[self.state.topic] in ORGANIZATIONS else None
        quote = self.quotes.around(anaphor.start)
        token = self.quotes.speaker(quote, self.state.named) if quote is not None else None
        if token is None:
            return topic
        speaker = self.state.named[token] if self.state.named[token] >= 0 else self._person_now()
        if speaker < 0 or self.state.types[speaker] not in ("Person", *ORGANIZATIONS):
            return topic
        if self.state.types[speaker] in ORGANIZATIONS:
            return speaker
        employer = self._employer(speaker)
        return employer if employer >= 0 else topic

    def _person_now(self) -> int:
        """The person that "he" or "she" would stand for at this point."""
        people = [(w, n) for n, w in enumerate(self.state.weights) if w > 0 and self.state.types[n] == "Person"]
        return max(people)[1] if people else -1

    def _employer(self, person: int) -> int:
        if person not in self.employers:
            found = self.quotes.employer(self.clusters[person], self.state.named, self.state.types)
            self.employers[person] = -1 if found is None else found
        return self.employers[person]


def resolve(doc: Doc, clusters: Sequence[Cluster]) -> list[tuple[int, MentionSpan]]:
    """Which cluster each noun and pronoun that refers belongs to; those that cannot be told are left out."""
    return _Resolver(doc, clusters).run() if clusters else []
