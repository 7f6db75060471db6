"""Speed, measured beside bare Python and bare spaCy: `python -m benchmarks`."""
