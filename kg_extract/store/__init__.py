"""Keeps the graph, one named graph per article, and answers SPARQL over it.

The ways in: `open_store` (store.py), `named.get` and `named.all` (named.py), `facts.entity_card` and `facts.why` (facts.py).
Nothing is imported here, so that a command pays only for what it uses.
"""
