"""HTTP as a remote store needs it: authentication, retries with back-off, connections that are kept, errors in one line.

Credentials are taken from the address (https://USER:PASSWORD@host/…), from the environment (KGX_STORE_TOKEN for a bearer
token, KGX_STORE_USER and KGX_STORE_PASSWORD), or from ~/.netrc, in this order; a server that asks for Digest gets Digest.
"""

from __future__ import annotations

import netrc
import os
import time
from base64 import b64encode
from collections.abc import Mapping
from urllib import request
from urllib.parse import unquote, urlsplit, urlunsplit

import urllib3
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, SSLError, TimeoutError

from kg_extract.errors import StoreError

__all__ = ["Client", "Refused"]

#: Statuses that say "not now": too many requests, bad gateway, unavailable, gateway timeout.
_BUSY = frozenset({429, 502, 503, 504})
_ATTEMPTS = 5
_FIRST_PAUSE = 0.2
_CONNECT = 30.0


class Refused(Exception):
    """The server answered, but not as asked: its status and the start of what it said."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(status, said)
        self.status = status
        self.said = said


class Client:
    """Sends requests below one address; every request may be sent again, so each must be idempotent."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.address = urlunsplit((parts.scheme, parts.netloc.rsplit("@", 1)[-1], parts.path.rstrip("/"), "", ""))
        user, password = _credentials(parts.hostname or "", unquote(parts.username or ""), unquote(parts.password or ""))
        self._token = os.environ.get("KGX_STORE_TOKEN") if not parts.username else None
        self._basic = "Basic " + b64encode(f"{user}:{password}".encode()).decode() if user else None
        # A server that lets everybody read asks for no password, and then writes as nobody: so Basic is sent unasked over TLS.
        self._sends_basic = parts.scheme == "https"
        self._digest = _Digest(self.address, user, password) if user else None
        self._pool = urllib3.PoolManager(retries=False)

    def send(
        self, url: str, *, method: str = "POST", body: bytes | None = None, headers: Mapping[str, str] | None = None, timeout: float = 60
    ) -> urllib3.BaseHTTPResponse:
        """The response, to be read and closed; tried again with growing pauses while the server is busy or out of reach."""
        if not url.startswith(self.address):
            raise ValueError(f"{url} is not below {self.address}")
        for attempt in range(_ATTEMPTS):
            last = attempt == _ATTEMPTS - 1
            pause = 0.0
            try:
                response = self._authorized(url, method, body, headers or {}, timeout)
                if response.status < 300:
                    return response
                pause = _asked_pause(response)
                if response.status not in _BUSY or last:
                    raise self._refusal(response) from None
                response.drain_conn()
            except (HTTPError, OSError) as fault:
                if last or _is_final(fault):
                    raise self._out_of_reach(fault) from None
            time.sleep(max(pause, _FIRST_PAUSE * 2**attempt))
        raise AssertionError

    def _authorized(
        self, url: str, method: str, body: bytes | None, headers: Mapping[str, str], timeout: float
    ) -> urllib3.BaseHTTPResponse:
        """The response; if the server asks who we are, that to the answer."""
        response = self._once(url, method, body, headers, timeout)
        asked = response.headers.get("WWW-Authenticate", "")
        if response.status != 401 or self._token or self._basic is None:
            return response
        if self._digest and self._digest.challenged(asked):
            response.drain_conn()
            return self._once(url, method, body, headers, timeout)
        if asked.lower().startswith("basic") and not self._sends_basic:
            response.drain_conn()
            self._sends_basic = True
            return self._once(url, method, body, headers, timeout)
        return response

    def _once(self, url: str, method: str, body: bytes | None, headers: Mapping[str, str], timeout: float) -> urllib3.BaseHTTPResponse:
        authorization = self._authorization(url, method)
        return self._pool.request(
            method,
            url,
            body=body,
            headers={**headers, **({"Authorization": authorization} if authorization else {})},
            timeout=urllib3.Timeout(connect=min(timeout, _CONNECT), read=timeout),
            preload_content=False,
            redirect=False,
        )

    def _authorization(self, url: str, method: str) -> str | None:
        if self._token:
            return f"Bearer {self._token}"
        if self._digest and (answer := self._digest.answer(url, method)):
            return answer
        return self._basic if self._sends_basic else None

    def _refusal(self, response: urllib3.BaseHTTPResponse) -> Exception:
        said = response.read(2000).decode(errors="replace")
        response.close()
        if response.status in (401, 403):
            return StoreError(
                f"The store {self.address} refuses access (HTTP {response.status}).",
                "Give credentials: KGX_STORE_USER and KGX_STORE_PASSWORD, KGX_STORE_TOKEN, or ~/.netrc",
            )
        if 300 <= response.status < 400:
            said = f"it has moved to {response.headers.get('Location', 'another address')}"
        return Refused(response.status, said)

    def _out_of_reach(self, fault: Exception) -> StoreError:
        if _is_late(fault):
            return StoreError(f"The store {self.address} did not answer in time.", "Try again, or allow more time.")
        words = str(fault).rpartition("): ")[2] or str(fault)
        return StoreError(f"The store {self.address} cannot be reached ({words}).", "Check the address and that the server runs.")


class _Digest:
    """Answers to a server that asks for Digest (RFC 7616), by the handler of the standard library; the question is remembered."""

    def __init__(self, address: str, user: str, password: str) -> None:
        passwords = request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, address, user, password)
        self._handler = request.HTTPDigestAuthHandler(passwords)
        self._challenge: dict[str, str] | None = None

    def challenged(self, asked: str) -> bool:
        """Whether the server asks for Digest with a question that has not been answered yet."""
        scheme, _, rest = asked.partition(" ")
        if scheme.lower() != "digest":
            return False
        challenge = request.parse_keqv_list([part for part in request.parse_http_list(rest) if part])
        is_new = (
            self._challenge is None or challenge.get("stale", "").lower() == "true" or challenge.get("nonce") != self._challenge["nonce"]
        )
        self._challenge = challenge
        return is_new

    def answer(self, url: str, method: str) -> str | None:
        """The header, once a question is known."""
        if self._challenge is None:
            return None
        found = self._handler.get_authorization(request.Request(url, method=method), self._challenge)
        return f"Digest {found}" if found else None


def _credentials(host: str, user: str, password: str) -> tuple[str, str]:
    if user:
        return user, password
    if os.environ.get("KGX_STORE_USER"):
        return os.environ["KGX_STORE_USER"], os.environ.get("KGX_STORE_PASSWORD", "")
    try:
        found = netrc.netrc(os.environ.get("NETRC")).authenticators(host)
    except FileNotFoundError:
        return "", ""
    except (netrc.NetrcParseError, OSError) as fault:
        raise StoreError(f"The credentials cannot be read: {fault}.", "Correct ~/.netrc") from fault
    return (found[0], found[2] or "") if found else ("", "")


def _asked_pause(response: urllib3.BaseHTTPResponse) -> float:
    """The seconds that the server asks to wait (Retry-After, RFC 9110), within reason."""
    asked = response.headers.get("Retry-After", "0")
    return min(float(asked), 30.0) if asked.isdigit() else 0.0


def _is_final(fault: Exception) -> bool:
    """Whether trying again is of no use: an answer that takes too long, a name that does not resolve, a bad certificate."""
    return _is_late(fault) or isinstance(fault, NameResolutionError | SSLError)


def _is_late(fault: Exception) -> bool:
    """Whether the answer takes too long; urllib3 counts a refused connection among those."""
    return isinstance(fault, TimeoutError) and not isinstance(fault, NewConnectionError)
