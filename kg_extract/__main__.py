"""`python -m kg_extract` is `kgx`."""

from kg_extract.cli.main import main

if __name__ == "__main__":
    main()
