"""Writes down, for `finetune.py` on a machine with a GPU, what the teacher of the mention tagger learns from and labels.

    python -m training.teacher GOLD_DIR FOLDER --tokenizer tokenizer.json --output articles.pkl

The file holds word pieces of the annotated articles with their tags, and of the articles below FOLDER that have none.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path
from typing import Any

import numpy as np
from spacy.tokens import Doc
from tokenizers import Tokenizer

from kg_extract.learn.mentions_data import Sample, base, parse, samples
from kg_extract.learn.mentions_fit import Settings, runs, tags
from kg_extract.learn.mentions_taught import articles
from kg_extract.nlp.mentions_tagger import TAGS
from training.__main__ import GOLD

_PIECES = 480  # of a part of an article; the encoder has 512 places


def _parts(doc: Doc, tokenizer: Any) -> list[dict[str, Any]]:
    """An article as the encoder reads it: piece numbers, and where each token's first piece is (-1: cut off, or white space)."""
    found = []
    for part in runs(doc):
        coded = tokenizer.encode([token.text for token in doc[part]], is_pretokenized=True)
        first = np.full(part.stop - part.start, -1, np.int16)
        for place, word in enumerate(coded.word_ids[:_PIECES]):
            if word is not None and first[word] < 0:
                first[word] = place
        found.append({"pieces": np.array(coded.ids[:_PIECES], np.int32), "first": first})
    return found


def _annotated(sample: Sample, tokenizer: Any) -> list[dict[str, Any]]:
    weights = np.ones(len(sample.doc), np.float32)
    for start, end in sample.unlabelled:
        weights[start:end] = Settings.silent
    target = tags(len(sample.doc), sample.names)
    spans = runs(sample.doc)
    return [
        part | {"tags": target[span], "weights": weights[span]} for part, span in zip(_parts(sample.doc, tokenizer), spans, strict=True)
    ]


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.teacher", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD, help="NAME.txt and NAME.json of annotated articles")
    parser.add_argument("folder", type=Path, help="articles without annotation")
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json of the encoder")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    tokenizer: Any = Tokenizer.from_file(str(options.tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    files = articles(options.folder)
    content = {
        "tags": len(TAGS),
        "annotated": [_annotated(sample, tokenizer) for sample in samples(options.gold)],
        "articles": [str(file.relative_to(options.folder)) for file in files],
        "others": [_parts(doc, tokenizer) for doc in parse(base(), files)],
    }
    options.output.write_bytes(pickle.dumps(content))


if __name__ == "__main__":
    main()
