"""Extraction → RDF, and RDF → files. Knows nothing of spaCy or of the store."""
