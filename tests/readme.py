"""Runs the `$ kgx …` lines of the documents' sessions and compares what it pastes; `python -m tests.readme --update` pastes anew."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

from kg_extract.cli.main import run

__all__ = ["DOCUMENTS", "README", "commands", "pasted_anew"]

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
#: The documents whose sessions are run.
DOCUMENTS = (README, ROOT / "docs" / "profiles.md")
_SESSION = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def commands(text: str) -> list[str]:
    """Every `kgx …` that the text shows, in sessions and in backticks."""
    sessions = [line[2:] for block in _SESSION.findall(text) for line in block.splitlines() if line.startswith("$ kgx ")]
    return sessions + re.findall(r"`(kgx [^`\n]+)`", text)


def pasted_anew(text: str) -> str:
    """The text with the output under every `$ kgx …` line of a session replaced by what the command prints now."""
    here, environment = Path.cwd(), dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KGX_STORE"] = f"{folder}/store"
        try:
            # The samples are named as in the README, but what is exported must not land in the checkout.
            Path(folder, "samples").symlink_to(ROOT / "samples")
            os.chdir(folder)
            return _SESSION.sub(lambda block: _session(block.group()), text)
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(environment)


def _session(block: str) -> str:
    return "".join(f"{line}\n{_output(line)}" for line in block.splitlines() if line.startswith("$ "))


def _output(line: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run(shlex.split(line)[2:])
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Compare, or with `--update` paste anew; 1 when a document shows something else than the commands print."""
    different = 0
    for file in DOCUMENTS:
        text = file.read_text(encoding="utf-8")
        made = pasted_anew(text)
        different += made != text
        if "--update" in arguments:
            file.write_text(made, encoding="utf-8")
    return 1 if different and "--update" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
