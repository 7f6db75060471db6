"""The command line: one file per command, each a few lines around library calls. Only this package imports typer and rich."""
