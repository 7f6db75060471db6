"""Article → Extraction, with spaCy. The only package that imports spaCy; it knows nothing of RDF."""
