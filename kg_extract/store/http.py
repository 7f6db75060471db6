"""HTTP as a remote store needs it: authentication, retries with back-off, errors in one line.

Credentials are taken from the address (https://USER:PASSWORD@host/…), from the environment (KGX_STORE_TOKEN for a bearer
token, KGX_STORE_USER and KGX_STORE_PASSWORD), or from ~/.netrc, in this order; a server that asks for Digest gets Digest.
"""

from __future__ import annotations

import netrc
import os
import time
from collections.abc import Mapping
from http.client import HTTPException, HTTPResponse
from typing import cast
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit, urlunsplit

from kg_extract.errors import StoreError

__all__ = ["Client", "Refused"]

#: Statuses that say "not now": too many requests, bad gateway, unavailable, gateway timeout.
_BUSY = frozenset({429, 502, 503, 504})
_ATTEMPTS = 5
_FIRST_PAUSE = 0.2


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
        passwords = request.HTTPPasswordMgrWithPriorAuth()
        if user:
            passwords.add_password(None, self.address, user, password)
            # A server that lets everybody read asks for no password, and then writes as nobody: so Basic is sent unasked over TLS.
            passwords.update_authenticated(self.address, is_authenticated=parts.scheme == "https")
        self._opener = request.build_opener(request.HTTPBasicAuthHandler(passwords), request.HTTPDigestAuthHandler(passwords))

    def send(
        self, url: str, *, method: str = "POST", body: bytes | None = None, headers: Mapping[str, str] | None = None, timeout: float = 60
    ) -> HTTPResponse:
        """The response, to be read and closed; tried again with growing pauses while the server is busy or out of reach."""
        if not url.startswith(self.address):
            raise ValueError(f"{url} is not below {self.address}")
        message = request.Request(url, data=body, method=method, headers={**(headers or {}), **self._bearer()})
        for attempt in range(_ATTEMPTS):
            last = attempt == _ATTEMPTS - 1
            try:
                return cast(HTTPResponse, self._opener.open(message, timeout=timeout))
            except HTTPError as fault:
                if fault.code not in _BUSY or last:
                    raise self._refusal(fault) from None
                pause = _asked_pause(fault)
            except (URLError, HTTPException, OSError) as fault:
                if last or _is_final(fault):
                    raise self._out_of_reach(fault) from None
                pause = 0.0
            time.sleep(max(pause, _FIRST_PAUSE * 2**attempt))
        raise AssertionError

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    def _refusal(self, fault: HTTPError) -> Exception:
        said = fault.read(2000).decode(errors="replace")
        if fault.code in (401, 403):
            return StoreError(
                f"The store {self.address} refuses access (HTTP {fault.code}).",
                "Give credentials: KGX_STORE_USER and KGX_STORE_PASSWORD, KGX_STORE_TOKEN, or ~/.netrc",
            )
        return Refused(fault.code, said)

    def _out_of_reach(self, fault: Exception) -> StoreError:
        reason = fault.reason if isinstance(fault, URLError) else fault
        if isinstance(reason, TimeoutError):
            return StoreError(f"The store {self.address} did not answer in time.", "Try again, or allow more time.")
        return StoreError(f"The store {self.address} cannot be reached ({reason}).", "Check the address and that the server runs.")


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


def _asked_pause(fault: HTTPError) -> float:
    """The seconds that the server asks to wait (Retry-After, RFC 9110), within reason."""
    asked = fault.headers.get("Retry-After", "0")
    return min(float(asked), 30.0) if asked.isdigit() else 0.0


def _is_final(fault: Exception) -> bool:
    """Whether trying again is of no use: an answer that takes too long, a name that does not resolve, a bad certificate."""
    reason = fault.reason if isinstance(fault, URLError) else fault
    return isinstance(reason, TimeoutError) or type(reason).__name__ in ("gaierror", "SSLCertVerificationError")
