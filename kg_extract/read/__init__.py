"""Turns sources into articles: encodings, headers, datelines; knows nothing of language models or graphs."""

from kg_extract.read.sources import FORMATS, Format, Source, expand, read
from kg_extract.read.text import read_text

__all__ = ["FORMATS", "Format", "Source", "expand", "read", "read_text"]
