"""Which machines may be asked: kgx fetches from public addresses only, unless it is told otherwise.

A page, a feed or a redirect must not make kgx read the inside of somebody's network (server-side request forgery). A
name is resolved once, every address it has is checked, and the connection goes to an address that was checked.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError

__all__ = ["PrivateAddress", "is_public", "pool"]


class PrivateAddress(HTTPError):
    """The host is, or has, an address that is not public."""


def is_public(address: str) -> bool:
    """Whether an IP address can be reached by everybody: none of the private, loopback, link-local, shared or reserved ones."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (mapped is None or mapped.is_global)


def _public_address(host: str, port: int) -> str:
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    for address in map(str, found):
        if not is_public(address):
            raise PrivateAddress(f"{host} has the private address {address}")
    return str(min(found, key=lambda address: ":" in str(address)))


class _Checked:
    """Mixed into urllib3's connections: connects to a checked address, and still speaks TLS with the name."""

    host: str
    port: int
    timeout: Any
    source_address: Any
    socket_options: Any

    def _new_conn(self) -> socket.socket:
        try:
            address = _public_address(self.host, self.port)
            made = socket.create_connection((address, self.port), self.timeout, source_address=self.source_address)
        except socket.gaierror as fault:
            raise NameResolutionError(self.host, self, fault) from fault  # type: ignore[arg-type]
        except OSError as fault:
            raise NewConnectionError(self, f"Failed to establish a new connection: {fault}") from fault  # type: ignore[arg-type]
        return made


class _CheckedHTTP(_Checked, HTTPConnection):
    """HTTP to public addresses."""


class _CheckedHTTPS(_Checked, HTTPSConnection):
    """HTTPS to public addresses."""


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _CheckedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedHTTPS


def pool(allow_private: bool) -> PoolManager:
    """Connections, checked unless `allow_private`."""
    made = PoolManager(num_pools=20, retries=False)
    if not allow_private:
        made.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
    return made
