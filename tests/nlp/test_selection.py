"""What is kept of an event at the end."""

from __future__ import annotations

from kg_extract.nlp import selection
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.drafts import Draft, Fill


def _name(cluster: int, sentence: int) -> Candidate:
    return Candidate("entity", 0, 1, 0, sentence, "Company", ("entity", cluster), cluster=cluster, detail="name")


def test_a_sentence_that_names_nothing_of_an_event_is_no_evidence() -> None:
    """What a telling says of others alone is no reason to believe the event."""
    own, again, other = _name(1, 0), _name(1, 4), _name(2, 7)
    event = Draft("Launch", 3, 0, 0.9, [Fill("provider", own, 0.9)], {0, 4, 7})
    assert selection.telling(event, {0: [own], 4: [again], 7: [other]}) == {0, 4}
