"""The `kgx` command. The only package that imports typer and rich, and that prints."""
