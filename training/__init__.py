"""How every weight that kgx ships was made: `python -m training`."""
