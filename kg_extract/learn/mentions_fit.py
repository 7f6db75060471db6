"""Trains the mention tagger: softmax over the tags of each token, Adam with averaged weights, some 5 seconds a round."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from thinc.api import Adam, fix_random_seed

from kg_extract.learn.mentions_data import Name, Sample
from kg_extract.nlp.mentions_features import Floats
from kg_extract.nlp.mentions_tagger import MEMBERS, TAGS, Tagger, join, log_softmax, member

__all__ = ["Chunk", "Settings", "fit", "folds", "runs", "tags"]


@dataclass(frozen=True)
class Settings:
    """How to train; `silent` is the weight of tokens that look like a name which the gold does not list (1: they are no names)."""

    rounds: int = 10
    dropout: float = 0.3
    rate: float = 2e-3
    batch: int = 8
    silent: float = 0.5
    seed: int = 1


#: Features, the probability that each tag is right, and weights, by token; in half precision where there are many.
Chunk = tuple[npt.NDArray[np.floating[Any]], npt.NDArray[np.floating[Any]], Floats]

_CHUNK = 100  # tokens


def folds(samples: Sequence[Sample], number: int = 5, seed: int = 0) -> list[list[int]]:
    """The indices of the samples, shuffled into `number` parts."""
    order = list(range(len(samples)))
    random.Random(seed).shuffle(order)
    return [order[k::number] for k in range(number)]


def tags(length: int, names: Sequence[Name]) -> npt.NDArray[np.int64]:
    """The BILOU tag of each token."""
    result = np.zeros(length, np.int64)
    for start, end, kind in names:
        if end - start == 1:
            result[start] = TAGS.index(f"U-{kind}")
            continue
        result[start + 1 : end - 1] = TAGS.index(f"I-{kind}")
        result[start], result[end - 1] = TAGS.index(f"B-{kind}"), TAGS.index(f"L-{kind}")
    return result


def fit(samples: Sequence[Sample], settings: Settings, taught: Iterable[Chunk] = ()) -> Tagger:
    """A tagger trained on the samples and on what it is taught beside them; the same for the same seed."""
    chunks = [chunk for sample in samples for chunk in _chunks(sample, settings)]
    chunks.extend(taught)
    return Tagger(join([_fit_member(chunks, settings, settings.seed + 1000 * k) for k in range(MEMBERS)]))


def _fit_member(chunks: Sequence[Chunk], settings: Settings, seed: int) -> Any:
    """One network of the tagger."""
    fix_random_seed(seed)
    order, chunks = random.Random(seed), list(chunks)
    model = member(settings.dropout)
    model.initialize(X=chunks[0][0])
    optimizer = Adam(settings.rate, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    for turn in range(settings.rounds):
        order.shuffle(chunks)
        optimizer.learn_rate = settings.rate * max(0.05, 1 - turn / settings.rounds)
        for start in range(0, len(chunks), settings.batch):
            _step(model, chunks[start : start + settings.batch], optimizer)
    with model.use_params(optimizer.averages):
        averaged = model.to_bytes()
    return model.from_bytes(averaged)


def _chunks(sample: Sample, settings: Settings) -> list[Chunk]:
    """An annotated article in parts."""
    target = np.eye(len(TAGS), dtype=np.float32)[tags(len(sample.doc), sample.names)]
    weights = np.ones(len(sample.doc), np.float32)
    for start, end in sample.unlabelled:
        weights[start:end] = settings.silent
    return [(sample.features[part], target[part], weights[part]) for part in runs(sample.doc)]


def runs(doc: Doc) -> Iterator[slice]:
    """Whole sentences of at least `_CHUNK` tokens together, and what is left at the end."""
    start = 0
    for sentence in doc.sents:
        if sentence.end - start >= _CHUNK or sentence.end == len(doc):
            yield slice(start, sentence.end)
            start = sentence.end


def _step(model: Any, batch: Sequence[Chunk], optimizer: Any) -> None:
    """One update: the gradient of the weighted cross entropy."""
    features, target, weights = (np.concatenate(parts) for parts in zip(*batch, strict=True))
    scores, backward = model.begin_update(features.astype(np.float32))
    gradient = np.exp(log_softmax(scores)) - target
    backward((gradient * weights[:, None] / len(batch)).astype(np.float32))
    model.finish_update(optimizer)
