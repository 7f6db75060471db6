"""What a dense model sees of a token: the base model's vectors, or the states of a transformer encoder run by ONNX Runtime."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from spacy.tokens import Doc
from tokenizers import Tokenizer

from kg_extract.learn.mentions_fit import runs
from kg_extract.nlp.mentions_features import Floats

__all__ = ["Encoder"]

_PIECES = 256  # at which a longer part is cut off


class Encoder:
    """A BERT-like encoder in ONNX form, with its tokenizer.json; on one core, as kgx runs."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_PIECES)

    def states(self, doc: Doc) -> Floats:
        """(tokens, width): the mean state of each token's pieces; zeros for white space and for what was cut off."""
        return np.concatenate([self._part([token.text for token in doc[part]]) for part in runs(doc)])

    def _part(self, words: list[str]) -> Floats:
        coded = self._tokenizer.encode(words, is_pretokenized=True)
        inputs = {"input_ids": coded.ids, "attention_mask": coded.attention_mask, "token_type_ids": coded.type_ids}
        wanted = {one.name for one in self._session.get_inputs()}
        found: Any = self._session.run(None, {k: np.array([v], np.int64) for k, v in inputs.items() if k in wanted})[0]
        owners = np.array([-1 if k is None else k for k in coded.word_ids])
        sums = np.zeros((len(words), found.shape[-1]), np.float32)
        np.add.at(sums, owners[owners >= 0], found[0][owners >= 0])
        counts = np.bincount(owners[owners >= 0], minlength=len(words))
        return np.asarray(sums / np.maximum(1, counts)[:, None], np.float32)
