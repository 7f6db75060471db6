"""Fetches pages: politely, within limits of time and size, from public addresses only.

Redirects are followed by hand, so that each step is checked; robots.txt is respected; two pages of one site are a second
apart; a page that has not changed since the last time is not sent again (conditional requests, RFC 9110, section 13).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from kg_extract import __version__
from kg_extract.errors import InputError
from kg_extract.read.archives import inflate
from kg_extract.read.content import Content

if TYPE_CHECKING:
    from urllib3 import PoolManager

    from kg_extract.read.robots import Robots

__all__ = ["AGENT", "Answer", "Fetcher", "Limits", "NotModified", "Validators"]

AGENT = "kgx"
_HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; {AGENT}/{__version__}; reads news for its user; respects robots.txt)",
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,application/pdf,*/*;q=0.5",
    "Accept-Language": "en,*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}
_REDIRECTS = (301, 302, 303, 307, 308)
_STEP = 65536


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for one silence and for a whole page, bytes, redirects, and seconds between two pages of a site."""

    silence: float = 10.0
    total: float = 30.0
    size: int = 20 * 2**20
    redirects: int = 8
    pause: float = 1.0
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask later whether a page has changed."""

    etag: str | None = None
    modified: str | None = None


class NotModified(InputError):
    """The page is as it was when it was fetched before: no fault, and nothing to read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as it was sent, after redirects, and the validators for the next time."""

    url: str
    status: int
    data: bytes
    media_type: str = ""
    charset: str | None = None
    validators: Validators = field(default=Validators())


class Fetcher:
    """Fetches pages one after the other; remembers robots.txt and when each site was asked last."""

    def __init__(self, limits: Limits | None = None, known: Callable[[str], Validators | None] = lambda url: None) -> None:
        self.limits = limits or Limits()
        self.known = known
        self.answers: dict[str, Answer] = {}
        self._last: dict[str, float] = {}

    @cached_property
    def _pool(self) -> PoolManager:
        from kg_extract.read.addresses import pool  # here: who fetches nothing need not pay for it

        return pool(self.limits.allow_private)

    @cached_property
    def _robots(self) -> Robots:
        from kg_extract.read.robots import Robots

        return Robots(AGENT, self._robots_file)

    def fetch(self, url: str) -> Content:
        """The page; `NotModified` if it has not changed since `known`, `InputError` if it cannot be had."""
        first = _checked(url)
        if not self._robots.allows(first):
            raise InputError(f"{url}: robots.txt of the site does not allow it.", "Save the page yourself and give the file.")
        answer = self._follow(first, url, self.known(url), polite=True)
        if answer.status == 304:
            raise NotModified(f"{url}: has not changed.")
        if answer.status != 200:
            raise InputError(f"{url}: {_status(answer.status)}.", "Open it in a browser to see what is there.")
        self.answers[url] = Answer(answer.url, 200, b"", validators=answer.validators)
        return Content(answer.data, url, url=answer.url, media_type=answer.media_type, charset=answer.charset)

    def _robots_file(self, url: str) -> tuple[int, bytes]:
        try:
            answer = self._follow(url, url, None, polite=False)
        except InputError:
            return 0, b""
        return answer.status, answer.data

    def _follow(self, url: str, named: str, validators: Validators | None, polite: bool) -> Answer:
        """The answer at the end of the redirects."""
        deadline = time.monotonic() + self.limits.total
        for _ in range(self.limits.redirects + 1):
            if polite:
                deadline += self._pause(url)
            status, headers, data = self._ask(url, named, validators, deadline)
            target = headers.get("location")
            if status not in _REDIRECTS or not target:
                media_type, _, parameters = headers.get("content-type", "").partition(";")
                charset = parameters.lower().partition("charset=")[2].split(";")[0].strip(" \"'") or None
                return Answer(
                    url, status, data, media_type.strip().lower(), charset, Validators(headers.get("etag"), headers.get("last-modified"))
                )
            url = _checked(urljoin(url, target), named)
            if polite and not self._robots.allows(url):
                raise InputError(f"{named}: leads to {url}, which robots.txt does not allow.", "Save the page yourself.")
        raise InputError(
            f"{named}: is redirected more than {self.limits.redirects} times.", "Open it in a browser and give the last address."
        )

    def _pause(self, url: str) -> float:
        """Wait until the site may be asked again; how long that took."""
        site = urlsplit(url).netloc
        least = max(self.limits.pause, self._robots.wait(url))
        wait = self._last.get(site, -least) + least - time.monotonic() if site in self._last else 0.0
        if wait > 0:
            time.sleep(wait)
        self._last[site] = time.monotonic()
        return max(wait, 0.0)

    def _ask(self, url: str, named: str, validators: Validators | None, deadline: float) -> tuple[int, dict[str, str], bytes]:
        """One request: status, headers with lower-case names, and the unpacked body."""
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError, TimeoutError

        from kg_extract.read.addresses import PrivateAddress

        headers = dict(_HEADERS)
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.modified:
            headers["If-Modified-Since"] = validators.modified
        try:
            timeout = Timeout(connect=self.limits.silence, read=self.limits.silence)
            answer = self._pool.request(
                "GET", url, headers=headers, timeout=timeout, redirect=False, preload_content=False, decode_content=False
            )
            try:
                data = self._body(answer, named, deadline) if answer.status == 200 else b""
            finally:
                answer.close()
        except PrivateAddress as fault:
            raise InputError(f"{named}: {fault}, which kgx does not fetch from.", "If you mean it: --allow-private") from fault
        except TimeoutError as fault:
            raise InputError(f"{named}: no answer within {self.limits.silence:g} seconds.", "Try again later.") from fault
        except (HTTPError, OSError, ValueError) as fault:
            raise InputError(f"{named}: cannot be fetched ({_reason(fault)}).", "Check the address and your connection.") from fault
        told = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, told, _unpacked(data, told.get("content-encoding", ""), named, self.limits.size)

    def _body(self, answer, named: str, deadline: float) -> bytes:  # type: ignore[no-untyped-def]
        pieces, size = [], 0
        while piece := answer.read1(_STEP, decode_content=False):
            size += len(piece)
            if size > self.limits.size:
                raise InputError(
                    f"{named}: is larger than {self.limits.size / 2**20:g} MB.", "Save it, and give the part with the article."
                )
            if time.monotonic() > deadline:
                raise InputError(f"{named}: was not complete after {self.limits.total:g} seconds.", "Try again later.")
            pieces.append(piece)
        return b"".join(pieces)


def _unpacked(data: bytes, coding: str, named: str, largest: int) -> bytes:
    coding = coding.strip().lower()
    if coding in ("gzip", "x-gzip"):
        data = inflate(data, named, 31)
    elif coding == "deflate":
        data = inflate(data, named, 15 if data[:1] == b"\x78" else -15)
    elif coding not in ("", "identity") and data:
        raise InputError(f"{named}: is packed as {coding!r}, which was not asked for.", "Save the page and give the file.")
    if len(data) > largest:
        raise InputError(f"{named}: unpacks to more than {largest / 2**20:g} MB.", "Save it, and give the part with the article.")
    return data


def _checked(url: str, named: str = "") -> str:
    """`url` with everything outside ASCII escaped; `InputError` unless it is an http or https address."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        ascii_host = host if host.isascii() else host.encode("idna").decode()
    except ValueError as fault:
        raise InputError(f"{named or url}: is no address that can be fetched ({fault}).", "Check it.") from fault
    if parts.scheme not in ("http", "https") or not host:
        where = f"leads to {url}, which" if named else "It"
        raise InputError(f"{named or url}: {where} is no http or https address.", "Give one that a browser shows.")
    netloc = (f"[{ascii_host}]" if ":" in ascii_host else ascii_host) + (f":{port}" if port else "")
    safe = "/%:@!$&'()*+,;=~-._"
    return urlunsplit((parts.scheme, netloc, quote(parts.path or "/", safe=safe), quote(parts.query, safe=safe + "?[]|"), ""))


def _status(status: int) -> str:
    from http import HTTPStatus

    known = {each.value: each.phrase for each in HTTPStatus}
    return f"the server answers {status} {known.get(status, '')}".strip()


def _reason(fault: BaseException) -> str:
    inner = getattr(fault, "reason", None)
    text = str(inner if isinstance(inner, BaseException) else fault)
    return text.rsplit(": ", 1)[-1].strip("() ") or type(fault).__name__
