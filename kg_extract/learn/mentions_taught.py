"""What a larger tagger says of articles that nobody annotated, for the mention tagger to learn from beside the gold.

Knowledge distillation (Hinton et al. 2015): the target of a token is the mean of what the larger tagger and a tagger trained on the
gold alone say of it. `training/teacher.py` makes the file of labels; the articles themselves go nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kg_extract.errors import DataError
from kg_extract.learn.mentions_data import base, parse
from kg_extract.learn.mentions_fit import Chunk, runs
from kg_extract.nlp.mentions_features import Floats, entity_embedding, features
from kg_extract.nlp.mentions_tagger import TAGS, Tagger, log_softmax

__all__ = ["articles", "read", "taught"]

_WEIGHT = 0.5  # of a token that nobody annotated, against 1 of one in the gold
_NEVER = -12.0  # log probability of a tag that the labels leave out


def articles(folder: Path) -> list[Path]:
    """The texts below a folder, in the order of the labels."""
    return sorted(folder.glob("**/*.txt"))


def read(labels: Path) -> dict[str, Floats]:
    """By article (its path below the folder) the (tokens, tags) log probabilities; `DataError` if the file does not fit."""
    try:
        with np.load(labels) as file:
            names, lengths, starts = file["articles"].tolist(), file["lengths"], file["starts"]
            tokens, tags, scores = file["tokens"].astype(int), file["tags"].astype(int), file["scores"].astype(np.float32)
    except (OSError, KeyError, ValueError) as fault:
        raise DataError(f"{labels}: not a file of labels ({fault}).", "Make it with training/teacher.py.") from fault
    found: dict[str, Floats] = {}
    for n, (name, length) in enumerate(zip(names, lengths, strict=True)):
        table = np.full((length, len(TAGS)), _NEVER, np.float32)
        table[:, 0] = 0.0
        here = slice(starts[n], starts[n + 1])
        table[tokens[here], 0] = _NEVER
        table[tokens[here, None], tags[here]] = scores[here]
        found[name] = table
    return found


def taught(folder: Path, labels: Path, tagger: Tagger) -> Iterator[Chunk]:
    """Chunks to train on, of the articles that the labels are for; `tagger`: one trained on the gold alone."""
    said, nlp = read(labels), base()
    files = [file for file in articles(folder) if str(file.relative_to(folder)) in said]
    embedding = entity_embedding(nlp)
    for file, doc in zip(files, parse(nlp, files), strict=True):
        teacher, rows = said[str(file.relative_to(folder))], features(doc, embedding)
        if len(teacher) != len(doc):
            raise DataError(
                f"{file}: {len(doc)} tokens, the labels have {len(teacher)}.", "Make the labels again with training/teacher.py."
            )
        target = np.exp(log_softmax(np.float32(0.5) * (teacher + tagger.scores(rows)))).astype(np.float16)
        weights = np.full(len(doc), _WEIGHT, np.float32)
        yield from ((rows[part].astype(np.float16), target[part], weights[part]) for part in runs(doc))
