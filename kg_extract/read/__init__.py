"""Sources → Article. One module per kind of source."""
