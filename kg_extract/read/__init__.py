"""Turns sources into articles: fetching, formats, encodings, headers, datelines; knows nothing of language models or graphs."""

from kg_extract.read.fetch import Fetcher, Limits, NotModified, Validators
from kg_extract.read.formats import FORMATS, Format
from kg_extract.read.sources import Source, expand, found, from_list, is_address, read
from kg_extract.read.text import read_text
from kg_extract.read.visits import Visit, Visits

__all__ = [
    "FORMATS",
    "Fetcher",
    "Format",
    "Limits",
    "NotModified",
    "Source",
    "Validators",
    "Visit",
    "Visits",
    "expand",
    "found",
    "from_list",
    "is_address",
    "read",
    "read_text",
]
