"""What a site asks of robots (RFC 9309): which pages not to fetch, and how long to wait between two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

__all__ = ["Robots"]

_LONGEST_WAIT = 30.0
_LARGEST = 500 * 1024


@dataclass
class Robots:
    """Remembers the rules of each site; `fetch` gives the status and the bytes of an address (status 0: no answer)."""

    agent: str
    fetch: Callable[[str], tuple[int, bytes]]

    def __post_init__(self) -> None:
        self._rules: dict[str, RobotFileParser] = {}

    def allows(self, url: str) -> bool:
        """Whether the site lets us fetch this page."""
        return self._of(url).can_fetch(self.agent, url)

    def wait(self, url: str) -> float:
        """Seconds that the site asks to be between two fetches; 0 if it does not say."""
        asked = self._of(url).crawl_delay(self.agent)
        return min(float(asked or 0), _LONGEST_WAIT)

    def _of(self, url: str) -> RobotFileParser:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = self._read(f"{site}/robots.txt")
        return self._rules[site]

    def _read(self, url: str) -> RobotFileParser:
        """No such file: everything is allowed; a server in trouble: nothing is (RFC 9309, 2.3.1)."""
        rules = RobotFileParser(url)
        status, data = self.fetch(url)
        if status == 200:
            rules.parse(data[:_LARGEST].decode("utf-8", "replace").splitlines())
        elif status >= 500 or status == 429:
            rules.parse(["User-agent: *", "Disallow: /"])
        else:
            rules.parse([])
        rules.modified()
        return rules
