"""Learning from annotated articles: what `python -m training` and `kgx model train` run. Needs scikit-learn."""
