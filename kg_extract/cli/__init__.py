"""The command line: one file per command, each a few lines around library calls. Only this package imports typer and rich."""

import gc

# Imports and models make a million objects that stay; looking through them again and again for cycles takes a tenth of a start.
# Set before the first import of a command.
gc.set_threshold(200_000, 20, 20)
