"""The walls stand: who imports whom, what start-up costs, how large files and functions get, where printing and blind excepts are."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "kg_extract").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
VAGUE = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}


def functions(file: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def loaded_by(*arguments: str) -> set[str]:
    """The modules that Python has loaded when the command is through."""
    script = "import sys; from kg_extract.cli.main import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True)
    return set(done.stderr.splitlines()[-1].split())


def test_import_contracts_hold() -> None:
    """The layers and the three library walls of pyproject.toml hold (import-linter)."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["ingest", "--help"],
        ["query", "contracts"],
        ["export"],
        ["articles"],
        ["show", "Acme"],
        ["why", "Acme"],
        ["store", "stats"],
    ],
    ids=" ".join,
)
def test_reading_commands_do_not_import_spacy(arguments: list[str], store_folder: Path) -> None:
    """What only reads the store starts without spaCy, whose import alone takes longer than a query."""
    where = [] if "--help" in arguments else ["--store", str(store_folder)]
    assert "spacy" not in loaded_by(*arguments, *where)


def test_help_imports_no_rdf_library() -> None:
    """`kgx --help` pays for typer only."""
    assert not {"rich", "rdflib", "pyoxigraph"} & loaded_by("--help")


def test_files_and_functions_stay_small() -> None:
    """No file of 300 lines, no function of more than 60, and half of all functions below 10."""
    long_files = [file.name for file in SOURCES if len(file.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE]
    long_functions = [f"{file.name}: {node.name}" for file in SOURCES for node in functions(file) if length(node) > LONGEST_FUNCTION]
    lengths = sorted(length(node) for file in SOURCES for node in functions(file))
    assert (long_files, long_functions) == ([], [])
    assert lengths[len(lengths) // 2] < 10


def test_modules_are_named_after_what_they_do() -> None:
    """No module is called utils, helpers or manager."""
    assert not [file for file in SOURCES if file.stem in VAGUE]


def test_every_error_is_caught_in_one_place() -> None:
    """`except Exception` stands in cli/main.py only."""
    caught = [
        str(file.relative_to(ROOT))
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    ]
    assert set(caught) <= {"kg_extract/cli/main.py", "kg_extract/store/contained.py"}


def test_every_test_says_what_it_asserts() -> None:
    """Each test has a docstring."""
    assert not [
        f"{file.name}: {node.name}"
        for file in TESTS
        for node in functions(file)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]


def test_all_names_exist() -> None:
    """Every name in an `__all__` is there, and every module but `__main__` and packages has one."""
    import importlib

    for file in SOURCES:
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if file.stem in ("__main__", "child"):
            continue
        module = importlib.import_module(name)
        missing = [public for public in getattr(module, "__all__", []) if not hasattr(module, public)]
        assert not missing, f"{name}: {missing}"
