"""Fine-tunes a small BERT-like encoder as a tagger of names and labels articles with it; needs PyTorch, transformers, onnx and a GPU.

    python training/finetune.py articles.pkl model.onnx labels.npz

`articles.pkl` is made by `teacher.py`; `model.onnx` is all-MiniLM-L6-v2 in int8, as in README.md. It imports nothing of kgx, so that it
runs where kgx is not installed. Two minutes on an H100. The seeds are fixed, but GPUs do not promise the same bits twice.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional
from transformers import BertConfig, BertModel

ROUNDS, BATCH, RATE, HEAD_RATE, MEMBERS = 8, 16, 1.6e-4, 2e-3, 2
KEPT = 8  # tags a token in the labels
SURE = 0.995  # a token that is no name with this probability needs no label
_MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)

Part = dict[str, Any]


def weights(file: Path) -> dict[str, torch.Tensor]:
    """The encoder's parameters under their names in transformers."""
    graph = onnx.load(file).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    quantized = [node.input[0].removesuffix("_q") for node in graph.node if node.op_type == "Cast" and node.input[0].endswith("_q")]
    full = {name: stored[f"{name}_q"].astype(np.float32) * stored[f"{name}_scale"] for name in quantized}
    found = {k: v for k, v in (stored | full).items() if k.startswith("inner.") and v.dtype == np.float32 and not k.endswith("_scale")}
    named = {k.removeprefix("inner."): v for k, v in found.items()}
    for n, name in enumerate(name for name in quantized if not name.startswith("inner.")):
        named[f"encoder.layer.{n // len(_MATRICES)}.{_MATRICES[n % len(_MATRICES)]}.weight"] = full[name].T
    return {k: torch.tensor(v) for k, v in named.items()}


class Teacher(torch.nn.Module):  # type: ignore[misc]
    """The encoder, and a score for each tag of each token from the state of its first piece."""

    def __init__(self, start: dict[str, torch.Tensor], tags: int) -> None:
        super().__init__()
        words, width = start["embeddings.word_embeddings.weight"].shape
        config = BertConfig(vocab_size=words, hidden_size=width, num_hidden_layers=6, num_attention_heads=12, intermediate_size=4 * width)
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.encoder.load_state_dict(start)
        self.dropout, self.head = torch.nn.Dropout(0.2), torch.nn.Linear(width, tags)

    def forward(self, pieces: torch.Tensor, mask: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
        """(parts, tokens, tags)."""
        states = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state
        places = first.clamp(min=0).unsqueeze(-1).expand(-1, -1, states.shape[-1])
        return self.head(self.dropout(torch.gather(states, 1, places)))


def padded(parts: list[Part], key: str, nothing: float, kind: torch.dtype) -> torch.Tensor:
    """One row a part, on the GPU."""
    table = torch.full((len(parts), max(len(part[key]) for part in parts)), nothing, dtype=kind)
    for row, part in zip(table, parts, strict=True):
        row[: len(part[key])] = torch.tensor(part[key].astype(np.float64)).to(kind)
    return table.cuda()


def scores(model: Teacher, parts: list[Part]) -> torch.Tensor:
    """(parts, tokens, tags) in full precision."""
    pieces = padded(parts, "pieces", 0, torch.long)
    with torch.autocast("cuda", dtype=torch.bfloat16):
        return model(pieces, (pieces != 0).long(), padded(parts, "first", -1, torch.long)).float()


def fit(parts: list[Part], start: dict[str, torch.Tensor], tags: int, seed: int) -> Teacher:
    """A teacher trained on the annotated parts: warm-up for a tenth of the steps, then down to nothing."""
    torch.manual_seed(seed)
    order, model = np.random.RandomState(seed), Teacher(start, tags)
    model.cuda().train()
    optimizer = torch.optim.AdamW([{"params": model.encoder.parameters()}, {"params": model.head.parameters()}], weight_decay=0.01)
    steps = ROUNDS * -(-len(parts) // BATCH)
    batches = (order.permutation(len(parts))[i : i + BATCH] for _ in range(ROUNDS) for i in range(0, len(parts), BATCH))
    for step, numbers in enumerate(batches):
        share = min(1.0, step / (0.1 * steps)) * (1 - step / steps)
        for group, rate in zip(optimizer.param_groups, (RATE, HEAD_RATE), strict=True):
            group["lr"] = rate * share
        batch = [parts[n] for n in numbers]
        target = padded(batch, "tags", -100, torch.long).masked_fill(padded(batch, "first", -1, torch.long) < 0, -100)
        weight = padded(batch, "weights", 0.0, torch.float32).reshape(-1)
        loss = functional.cross_entropy(scores(model, batch).reshape(-1, tags), target.reshape(-1), reduction="none", ignore_index=-100)
        optimizer.zero_grad()
        ((loss * weight).sum() / weight.sum().clamp(min=1)).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    model.eval()
    return model


def label(models: list[Teacher], article: list[Part]) -> np.ndarray[Any, Any]:
    """(tokens, tags): the log probabilities, from the mean of the models' scores."""
    rows = []
    for part in article:
        with torch.no_grad():
            mean = torch.stack([scores(model, [part])[0].log_softmax(-1) for model in models]).mean(0)
        found = mean.log_softmax(-1).cpu().numpy()
        found[part["first"] < 0] = -12.0
        found[part["first"] < 0, 0] = 0.0
        rows.append(found)
    return np.concatenate(rows)


def main(articles: Path, encoder: Path, output: Path) -> None:
    """Trains, labels, writes."""
    content = pickle.loads(articles.read_bytes())
    start, parts = weights(encoder), [part for article in content["annotated"] for part in article]
    models = [fit(parts, start, content["tags"], 100 + k) for k in range(MEMBERS)]
    tables = [label(models, article) for article in content["others"]]
    asked = [np.flatnonzero(table[:, 0] < np.log(SURE)) for table in tables]
    best = [np.argsort(-table[rows], axis=1)[:, :KEPT] for table, rows in zip(tables, asked, strict=True)]
    np.savez_compressed(
        output,
        articles=np.array(content["articles"]),
        lengths=np.array([len(table) for table in tables]),
        starts=np.cumsum([0, *(len(rows) for rows in asked)]),
        tokens=np.concatenate(asked).astype(np.uint16),
        tags=np.concatenate(best).astype(np.uint8),
        scores=np.concatenate([np.take_along_axis(t[r], b, 1) for t, r, b in zip(tables, asked, best, strict=True)]).astype(np.float16),
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
