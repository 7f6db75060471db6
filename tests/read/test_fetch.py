"""Fetching from a real web server: redirects, slowness, size, charsets, status codes, robots, conditional requests, private addresses."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Mapping

import pytest

from kg_extract.errors import InputError
from kg_extract.read import Fetcher, Limits, NotModified, Source, Validators, addresses, read
from tests.read import documents
from tests.read.server import Sent, Server

LIMITS = Limits(silence=0.5, total=1.5, size=200_000, redirects=4, pause=0, allow_private=True)


def fault(address: str, limits: Limits = LIMITS) -> str:
    """The message of the error that fetching gives."""
    with pytest.raises(InputError) as caught:
        Fetcher(limits).fetch(address)
    return str(caught.value)


def test_a_page_is_fetched_and_read(server: Server) -> None:
    """Its article has the address as its source and its URL, and the request says who asks."""
    address = server.put("/news/two-satellites", documents.page())
    [article] = read(Source(address), fetcher=Fetcher(LIMITS))
    assert (article.source, article.url, article.title) == (address, address, "Two satellites ordered")
    assert article.text == documents.BODY
    assert "kgx/" in server.asked[-1][1]["User-Agent"]


def test_redirects_are_followed(server: Server) -> None:
    """Relative and absolute, of every kind; the address is the last one."""
    server.put("/a", status=301, Location="/b?x=1")
    server.put("/b?x=1", status=302, Location=f"{server.address}/c")
    server.put("/c", status=307, Location="d/")
    server.put("/d/", documents.page())
    content = Fetcher(LIMITS).fetch(f"{server.address}/a")
    assert (content.source, content.url) == (f"{server.address}/a", f"{server.address}/d/")


def test_redirects_in_a_circle_end(server: Server) -> None:
    """After a few steps the fetch gives up; a redirect to another kind of address is refused."""
    server.put("/round", status=302, Location="/round")
    server.put("/file", status=302, Location="file:///etc/passwd")
    assert "is redirected more than 4 times" in fault(f"{server.address}/round")
    assert "no http or https address" in fault(f"{server.address}/file")


@pytest.mark.parametrize(("status", "told"), [(404, "404 Not Found"), (500, "500 Internal Server Error"), (403, "403"), (410, "410 Gone")])
def test_error_codes_are_told(server: Server, status: int, told: str) -> None:
    """The server's answer, with its name."""
    assert told in fault(server.put("/x", b"no", status))


def test_a_silent_server(server: Server) -> None:
    """Nothing for longer than the limit of silence is given up."""
    server.pages["/slow"] = lambda headers: time.sleep(1.2) or Sent(b"late")  # type: ignore[func-returns-value]
    started = time.monotonic()
    assert "no answer within 0.5 seconds" in fault(f"{server.address}/slow")
    assert time.monotonic() - started < 1.2


def test_a_server_that_drips(server: Server) -> None:
    """A byte now and then does not keep the fetch alive for ever."""
    address = server.put("/drip", b"x" * 100, pieces=100, pause=0.2)
    assert "was not complete after 1.5 seconds" in fault(address)


def test_a_huge_page_is_cut_off(server: Server) -> None:
    """More than the limit is not read, whatever the header says."""
    assert "is larger than" in fault(server.put("/huge", b"x" * 3_000_000, pieces=30))


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate"])
def test_packed_pages(server: Server, coding: str) -> None:
    """The codings that were asked for are unpacked."""
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(documents.page()),
        "deflate": zlib.compress(documents.page()),
        "raw deflate": raw.compress(documents.page()) + raw.flush(),
    }[coding]
    address = server.put("/packed", packed, Content_Encoding=coding.split()[-1])
    assert Fetcher(LIMITS).fetch(address).data == documents.page()


def test_a_gzip_bomb(server: Server) -> None:
    """A few kilobytes that unpack to hundreds of megabytes are refused at once."""
    bomb = gzip.compress(b"\0" * 200_000_000, 9)[:190_000]
    assert "unpacks to more than" in fault(server.put("/bomb", bomb, Content_Encoding="gzip"))


@pytest.mark.parametrize(
    ("data", "header"),
    [
        ("The “Skua” costs £5.".encode("cp1252"), "text/html; charset=ISO-8859-1"),
        ("The “Skua” costs £5.".encode(), "text/html; charset=iso-8859-1"),
        ("The “Skua” costs £5.".encode(), "text/html"),
        (b'<meta charset="windows-1252">' + "The “Skua” costs £5.".encode("cp1252"), "text/html"),
        ("The “Skua” costs £5.".encode("cp1252"), "text/html; charset=no-such-thing"),
    ],
    ids=["Latin-1 means Windows-1252", "wrongly declared", "not declared", "declared in the page", "unknown"],
)
def test_charsets(server: Server, data: bytes, header: str) -> None:
    """The text is right, whatever the server says of it."""
    body = documents.page().replace(b"<article>", b"<article><p>" + data + b"</p>")
    [article] = read(Source(server.put("/x", body, Content_Type=header)), fetcher=Fetcher(LIMITS))
    assert "The “Skua” costs £5." in article.text


def test_an_unchanged_page_is_not_sent_again(server: Server) -> None:
    """With the validators of the last time the server answers 304, and that is told apart from a fault."""

    def answer(headers: Mapping[str, str]) -> Sent:
        known = headers.get("If-None-Match") == '"v1"' and headers.get("If-Modified-Since") == "Mon, 26 May 2025 08:30:00 GMT"
        validators = {"ETag": '"v1"', "Last-Modified": "Mon, 26 May 2025 08:30:00 GMT"}
        return Sent(b"", 304) if known else Sent(documents.page(), 200, validators)

    server.pages["/page"] = answer
    address = f"{server.address}/page"
    first = Fetcher(LIMITS)
    first.fetch(address)
    validators = first.answers[address].validators
    assert validators == Validators('"v1"', "Mon, 26 May 2025 08:30:00 GMT")
    with pytest.raises(NotModified):
        Fetcher(LIMITS, {address: validators}.get).fetch(address)


def test_robots_are_respected(server: Server) -> None:
    """What robots.txt forbids is not asked for; what it allows is, after one look at it."""
    server.put("/robots.txt", b"User-agent: *\nDisallow: /private/\n")
    server.put("/open", documents.page())
    fetcher = Fetcher(LIMITS)
    with pytest.raises(InputError, match="robots"):
        fetcher.fetch(f"{server.address}/private/x")
    fetcher.fetch(f"{server.address}/open")
    assert server.paths == ["/robots.txt", "/open"]


def test_robots_of_a_server_in_trouble(server: Server) -> None:
    """A server that cannot say what it allows allows nothing (RFC 9309)."""
    server.put("/robots.txt", b"", 503)
    assert "robots.txt" in fault(server.put("/x", documents.page()))


def test_two_pages_of_a_site_are_apart(server: Server) -> None:
    """At least the pause lies between two requests to one site."""
    address = server.put("/x", documents.page())
    fetcher = Fetcher(Limits(pause=0.3, allow_private=True))
    started = time.monotonic()
    fetcher.fetch(address)
    fetcher.fetch(address)
    assert 0.3 <= time.monotonic() - started < 2


def test_private_addresses_are_refused(server: Server) -> None:
    """By number and by name, before anything is asked; with the option that allows it."""
    server.put("/x", documents.page())
    port = server.address.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "[::1]", "2130706433"):
        assert "--allow-private" in fault(f"http://{host}:{port}/x", Limits(pause=0))
    assert server.asked == []


def test_a_redirect_to_a_private_address_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public page cannot send us into the network (server-side request forgery)."""
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    inside = server.address.replace("127.0.0.1", "127.0.0.2")
    message = fault(server.put("/x", status=302, Location=f"{inside}/secret"), Limits(pause=0))
    assert "has the private address 127.0.0.2" in message
    assert server.paths == ["/robots.txt", "/x"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:127.0.0.1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    """Private, link-local (a cloud's metadata), shared, multicast and mapped ones are not."""
    assert addresses.is_public(address) is public


@pytest.mark.parametrize(
    "address", ["http://", "http://[::1", "https://host:port/", "http://no.such.host.invalid/x", "http://127.0.0.1:1/"]
)
def test_addresses_that_lead_nowhere(address: str) -> None:
    """One clear error each."""
    assert address in fault(address)
