"""kgx turns news into a knowledge graph: typed events and relations with evidence, offline."""

__version__ = "0.1.0"
