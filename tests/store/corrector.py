"""A process that stores, merges, splits and updates until it is killed: `python corrector.py FOLDER SEED`.

Prints "TASK" before and "done" after each change. Started by test_nothing_lost.py.
"""

from __future__ import annotations

import random
import sys
from contextlib import suppress

from kg_extract.errors import UsageError
from kg_extract.store import update, who
from kg_extract.store.store import Store, open_store
from tests.store.articles import BASE, Telling
from tests.store.writer import say

KEYS = ("acme", "apex-orbital", "norland-space-agency", "nsa")


def telling(number: int, chance: random.Random) -> Telling:
    """An article that names some companies, of which some are others' aliases, and an award."""
    article = Telling(number)
    for key in chance.sample(KEYS, 3):
        other = chance.choice([each for each in KEYS if each != key])
        article.entity(f"organization/{key}", "Company", key.upper(), (other, f"organization/{other}"))
    return article.event("award", "ContractAward", money=str(chance.randrange(3)), awardee=f"organization/{chance.choice(KEYS)}")


def change(store: Store, chance: random.Random) -> None:
    """One change of any kind."""
    task = chance.choice(["store", "store", "forget", "merge", "split", "rename", "update"])
    number = chance.randrange(5)
    one, other = chance.sample(KEYS, 2)
    say(task)
    with suppress(UsageError):
        if task == "store":
            article = telling(number, chance)
            store.replace(article.graph.value, article.quads)
        elif task == "forget":
            store.forget(Telling(number).graph.value)
        elif task == "merge":
            who.merge(store, f"{BASE}organization/{one}", f"{BASE}organization/{other}")
        elif task == "split":
            who.split(store, f"{BASE}organization/{one}")
        elif task == "rename":
            who.rename(store, f"{BASE}organization/{one}", f"{one} {number}")
        else:
            update.update(store, f'INSERT DATA {{ <{BASE}organization/{one}> schema:email "{number}@example.org" }}', timeout=60)
    say("done")


def main() -> None:
    """Change for ever."""
    chance = random.Random(sys.argv[2])
    with open_store(sys.argv[1], mode="write") as store:
        say("open")
        while True:
            change(store, chance)


if __name__ == "__main__":
    main()
