"""How well the article is found in real web pages: token F1 of the body, against plain trafilatura.

Run with: python -m tests.quality.html ../shared/html/aeb
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

import trafilatura

from kg_extract.errors import InputError
from kg_extract.read import Source, read
from kg_extract.read.content import Content
from kg_extract.read.html import article_text, decode_html, parse

__all__ = ["main", "scores", "token_f1"]


def token_f1(found: str, right: str) -> float:
    """F1 of the tokens as multisets."""
    ours, theirs = Counter(re.findall(r"\w+", found)), Counter(re.findall(r"\w+", right))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def scores(folder: Path) -> tuple[float, float, int, int]:
    """Mean F1 of kgx and of plain trafilatura over all pages, how many are read as English, and how many there are."""
    truth = json.loads((folder / "ground_truth.json").read_text(encoding="utf-8"))
    ours, plain, english = 0.0, 0.0, 0
    for name, right in truth.items():
        [file] = folder.glob(f"{name.removesuffix('.html')}.html")
        content = Content(file.read_bytes(), str(file))
        ours += token_f1(article_text(parse(decode_html(content), str(file))), right["articleBody"])
        plain += token_f1(trafilatura.extract(file.read_bytes()) or "", right["articleBody"])
        english += _is_read(str(file))
    return ours / len(truth), plain / len(truth), english, len(truth)


def _is_read(file: str) -> bool:
    try:
        return bool(list(read(Source(file))))
    except InputError:
        return False


def main(folder: str) -> None:
    """Print the scores."""
    ours, plain, english, pages = scores(Path(folder))
    print(f"body F1: kgx {ours:.4f}, plain trafilatura {plain:.4f} ({pages} pages; {english} of them are English and read)")


if __name__ == "__main__":
    main(sys.argv[1])
