"""A text of the length of an archive, not of an article: what memory reading it takes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

#: By default a text long enough for many pieces; `KGX_LONG_TEXT_MB=50` reads the longest that is promised, in an hour or so.
MEGABYTES = float(os.environ.get("KGX_LONG_TEXT_MB", "0.3"))
#: What the program and its models take, and what is promised for whatever is read.
LOADED, PROMISED = 450, 1500

_MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "kg_extract", *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def _paragraph(chance: random.Random) -> str:
    """Invented news, of another company each time."""
    name = "".join(chance.choice("bdfklmnrstvz") + chance.choice("aeiou") for _ in range(4)).title()
    place, town = chance.choice(("harbour", "library", "market", "valley")), chance.choice(("Turin", "Boulder", "Tampere", "Perth"))
    plain = f"Visitors from {town} walked through the old {place} for {chance.randint(2, 90)} days and remembered it fondly. "
    craft = f"{name[:4]}sat-{chance.randint(1, 40)}"
    won = f"{name} Aerospace won a contract worth ${chance.randint(2, 900)} million to build the {craft} satellite. "
    raised = f"The company, based in {town}, raised ${chance.randint(2, 90)} million in a Series {chance.choice('ABC')} round. "
    return won + raised + plain * 3


def test_a_long_text_is_read_within_the_memory_promised(tmp_path: Path) -> None:
    """Memory does not grow with the text: it is read in parts, each in pieces, and what is compared is not held all at once."""
    chance = random.Random(0)
    file = tmp_path / "long.txt"
    with file.open("w", encoding="utf-8") as out:
        while out.tell() < MEGABYTES * 1e6:
            out.write(_paragraph(chance) + "\n\n")
    command = [sys.executable, "-c", _MEASURED, "ingest", str(file), "--store", str(tmp_path / "store")]
    peak = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    # A part of a megabyte adds some 200 MB; after that it is names and RocksDB that grow, within what is promised.
    assert peak < (LOADED + 262 * MEGABYTES if MEGABYTES <= 1 else PROMISED)
