"""The prompt of `kgx shell` on a terminal: history, editing over several lines, completion."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from kg_extract import met, resources
from kg_extract.cli.output import plain
from kg_extract.cli.shell import is_complete

if TYPE_CHECKING:
    from kg_extract.store.store import Store

__all__ = ["SparqlCompleter", "statements"]

_COMMANDS = (".explain", ".format", ".help", ".prefixes", ".quit", ".save", ".tables")
_WORDS = (
    *("ASK", "BIND", "CONSTRUCT", "COUNT", "DESCRIBE", "DISTINCT", "EXISTS", "FILTER", "FROM", "GRAPH", "GROUP BY", "GROUP_CONCAT"),
    *("HAVING", "LIMIT", "MINUS", "NOT EXISTS", "OFFSET", "OPTIONAL", "ORDER BY", "PREFIX", "REGEX", "SAMPLE", "SELECT", "UNION"),
    *("VALUES", "WHERE"),
)
_LAST = re.compile(r'"(?P<name>[^"\n]{2,})$|(?P<word>[.?$]?[\w-]*(?::[\w-]*)?)$')
_MOST = 30


def statements(store: Store) -> Iterator[str]:
    """What is typed, statement by statement, until Ctrl-D."""
    session: PromptSession[str] = PromptSession(
        history=_history(),
        completer=SparqlCompleter(store),
        complete_while_typing=False,
        auto_suggest=AutoSuggestFromHistory(),
        multiline=True,
        key_bindings=_keys(),
        prompt_continuation=lambda width, line, wrapped: "...> ".rjust(width),
    )
    while True:
        try:
            yield session.prompt("kgx> ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        """Run what is complete; otherwise go on in the next line."""
        buffer = event.current_buffer
        if is_complete(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    return keys


def _history() -> History:
    from platformdirs import user_state_path

    try:
        return FileHistory(str(user_state_path("kgx", ensure_exists=True) / "history"))
    except OSError:
        return InMemoryHistory()


class SparqlCompleter(Completer):
    """Completes commands, shipped queries and their parameters, keywords, variables, prefixed names, and in quotes entity names."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names: dict[str, list[str]] = {}

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What can stand where the cursor is."""
        found = _LAST.search(document.text_before_cursor)
        if found is None:
            return
        if found["name"]:
            for name in self._entities(found["name"]):
                yield Completion(name, start_position=-len(found["name"]))
            return
        word = found["word"]
        before = document.text_before_cursor[: found.start()]
        for candidate in sorted(self._candidates(word, before, document.text)):
            if candidate.casefold().startswith(word.casefold()):
                yield Completion(candidate, start_position=-len(word))

    def _candidates(self, word: str, before: str, text: str) -> Iterable[str]:
        from kg_extract.store import named, sparql

        if word.startswith("."):
            return _COMMANDS if not before.strip() else ()
        if word.startswith(("?", "$")):
            return set(re.findall(r"[?$]\w+", text)) - {word}
        if word.startswith("--"):
            queries = [query for query in named.all() if text.strip().startswith(query.name)]
            return [f"--{parameter.name}" for query in queries for parameter in query.parameters]
        if ":" in word:
            return _terms() | {term for profile in met.PROFILES.values() for term in profile.vocabulary.terms()}
        starts = [query.name for query in named.all()] if not before.strip() else []
        return [*starts, *_WORDS, *(f"{prefix}:" for prefix in sparql.prefixes())]

    def _entities(self, start: str) -> list[str]:
        """Names in the store that start so."""
        from kg_extract.errors import KgxError
        from kg_extract.store.entities import names_starting

        if start not in self._names:
            try:
                self._names[start] = [plain(name) for name in names_starting(self._store, start, _MOST)]
            except KgxError:
                self._names[start] = []
        return self._names[start]


@cache
def _terms() -> frozenset[str]:
    """The prefixed names of the vocabulary, and of other vocabularies that the graphs use."""
    ontology = resources.ontology("kgx.ttl").read_text(encoding="utf-8")
    context = json.loads(resources.ontology("context.jsonld").read_text(encoding="utf-8"))["@context"]
    used = {value["@id"] for value in context.values() if isinstance(value, dict) and ":" in value.get("@id", "")}
    return frozenset({f"kg:{name}" for name in re.findall(r"^kg:(\w+)", ontology, re.MULTILINE)} | used)
