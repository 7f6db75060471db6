"""Every format, from files made by the tests: recognised by content, read with its metadata and where that came from."""

from __future__ import annotations

import gzip
import io
import json

import pytest

from kg_extract.read import FORMATS, Fetcher, Limits, Source, from_list, read
from kg_extract.read.content import Content
from kg_extract.read.formats import format_of
from tests.read import documents
from tests.read.conftest import Read
from tests.read.documents import BODY, PARAGRAPHS, lines, page, zipped
from tests.read.server import Server

OPEN = Limits(silence=0.5, total=2, pause=0, allow_private=True)
CORE = "<dc:title>Two satellites ordered</dc:title><dc:creator>Jane Roe</dc:creator><dcterms:created>2025-05-26T08:00:00Z</dcterms:created>"


def test_what_something_is_shows_in_its_content() -> None:
    """A wrong name or type of the server misleads nobody."""
    contents = {
        "PDF": documents.pdf([documents.PDF_PAGE]),
        "Word document": documents.docx([("", BODY)]),
        "zip archive": zipped({"a.txt": BODY.encode()}),
        "gzip": gzip.compress(BODY.encode()),
        "web archive": documents.warc({}, compress=False),
        "feed": documents.rss([]),
        "JSON feed": b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        "JSON": json.dumps({"text": BODY}).encode(),
        "mail message": documents.mail(),
        "mailbox": documents.mailbox([documents.mail()]),
        "web page": page(),
        "list": b"https://norland.example/1\n# a comment\nhttps://norland.example/2\n",
        "text": BODY.encode(),
    }
    for name, data in contents.items():
        assert format_of(Content(data, "download.txt")).name == name
        assert format_of(Content(data, "https://norland.example/x?y=1", media_type="text/plain")).name == name
    assert set(contents) == {form.name for form in FORMATS} - {"Markdown", "feed entry"}


JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"},
 {"@type": ["NewsArticle"], "headline": "Two satellites for Norland", "datePublished": "2025-05-26T23:30:00-05:00",
 "author": [{"@type": "Person", "name": "Jane Roe"}, {"name": "John Doe"}], "publisher": {"name": "Norland Post"},
 "mainEntityOfPage": {"@id": "https://post.example/space/two?utm_source=x"}}]}</script>"""
OPENGRAPH = """<meta property="og:title" content="Two satellites | Norland Post"><meta property="og:site_name" content="Norland Post">
<meta property="article:published_time" content="2025-05-27T08:00:00Z"><meta name="author" content="By Jane Roe">
<link rel="canonical" href="https://post.example/space/two">"""


@pytest.mark.parametrize(
    ("head", "before", "title", "published", "author", "origin"),
    [
        (JSON_LD + OPENGRAPH, "", "Two satellites for Norland", "2025-05-26", "Jane Roe, John Doe", "json-ld"),
        (OPENGRAPH, "", "Two satellites", "2025-05-27", "Jane Roe", "opengraph"),
        ("", "<span class='byline'>By Jane Roe</span><time datetime='2025-05-26'>Monday</time>", "Two satellites ordered", "2025-05-26",
         "Jane Roe", "time tag"),
        ("", "<p class='post-date'>Posted May 26, 2025 by the desk</p>", "Two satellites ordered", "2025-05-26", None,
         "date line of the page"),
        ("<link rel=canonical href='https://post.example/2025/05/26/two'>", "", "Two satellites ordered", "2025-05-26", None, "address"),
        ("", "", "Two satellites ordered", None, None, None),
    ],
    ids=["JSON-LD first", "OpenGraph", "marks in the page", "a line with a date", "the address", "nothing is guessed"],
)  # fmt: skip
def test_a_web_page_tells_its_metadata(
    reading: Read, head: str, before: str, title: str, published: str | None, author: str | None, origin: str | None
) -> None:
    """Each value has its origin."""
    [article] = reading("saved.bin", page(head=head, before=before))
    assert (article.title, article.published, article.author) == (title, published, author)
    assert dict(article.provenance).get("published") == origin
    assert all(text in article.text for text in PARAGRAPHS)
    assert "Home" not in article.text


def test_a_page_speaks_only_for_its_own_site(server: Server) -> None:
    """A canonical address on another site, or the site's front page, is not taken for the page's own."""
    for number, address in enumerate(("https://elsewhere.example/x", server.address + "/")):
        server.put(f"/{number}", page(head=f"<link rel='canonical' href='{address}'>"))
        [article] = read(Source(f"{server.address}/{number}"), fetcher=Fetcher(OPEN))
        assert article.url == f"{server.address}/{number}"


DATES = {
    "<div class='x'>Updated: May 26, 2025 2:57 PM UTC</div>": "2025-05-26",
    "<span itemprop='datePublished'>Mon 6:45 PM, May 26, 2025</span>": "2025-05-26",
    "<div>May 26, 2025</div><p>More</p><div>May 24, 2025</div>": None,
    "<div>Monday, May 26, 2025</div>": None,
    "<ul><li>May 26, 2025</li></ul>": None,
}


@pytest.mark.parametrize("before", DATES)
def test_the_date_that_a_page_only_shows(reading: Read, before: str) -> None:
    """It stands in an element of its own and is the only such; two of them, a calendar's day or one in a list tell nothing."""
    [article] = reading("a.html", page(before=before))
    assert article.published == DATES[before]


AUTHORS = {
    '<script type="application/ld+json">{"@type": "NewsArticle", "author": "Norland Post", "publisher": "Norland Post"}</script>': "byline",
    '<script type="application/ld+json">{"@type": "NewsArticle", "author": "jane-r"}</script>': "byline",
    '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Jane Roe"}}</script>': "json-ld",
}


@pytest.mark.parametrize("head", AUTHORS)
def test_an_author_is_a_person(reading: Read, head: str) -> None:
    """The name of the site or a login name is none: then the byline counts."""
    [article] = reading("a.html", page(head=head, before="<span class='byline'>By Jane Roe</span><a href='/topics/people/x'>Jim Poe</a>"))
    assert (article.author, dict(article.provenance)["author"]) == ("Jane Roe", AUTHORS[head])


def test_a_feed_leads_to_its_pages(server: Server, reading: Read) -> None:
    """The page is read; what it does not tell comes from the feed; an entry whose page is gone is read from the feed if it is there."""
    server.put("/one", page())
    whole = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    feed = documents.rss(
        [
            f"<title>One</title><link>{server.address}/one</link><pubDate>Mon, 26 May 2025 08:30:00 GMT</pubDate>",
            f"<title>Two</title><link>{server.address}/two</link><content:encoded><![CDATA[{whole}]]></content:encoded>",
            f"<title>Three</title><link>{server.address}/three</link><description>Short.</description>",
        ]
    )
    one, two = reading("news.xml", feed, Fetcher(OPEN))
    assert (one.source, one.title, one.published) == (f"{server.address}/one", "One", "2025-05-26")
    assert dict(one.provenance)["published"] == "feed"
    assert (two.source, two.url, two.text) == (f"{server.address}/two", f"{server.address}/two", BODY)
    assert reading.faults == [f"{server.address}/three: the server answers 404 Not Found. Open it in a browser to see what is there."]


def test_atom_and_json_feeds(server: Server, reading: Read) -> None:
    """They are read in the same way."""
    server.put("/one", page())
    entry = f'<entry><title>One</title><link href="{server.address}/one"/><published>2025-05-26T08:30:00Z</published></entry>'
    atom = f'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title>{entry}</feed>'
    item = {"title": "One", "url": f"{server.address}/one", "date_published": "2025-05-26T08:30:00Z", "authors": [{"name": "Jane Roe"}]}
    json_feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [item]})
    for name, data in (("a.atom", atom.encode()), ("b.json", json_feed.encode())):
        [article] = reading(name, data, Fetcher(OPEN))
        assert (article.title, article.published, article.publisher) == ("One", "2025-05-26", "Post")


def test_a_pdf_of_one_column(reading: Read) -> None:
    """Lines become paragraphs again; title, author and date come from the properties, and say so."""
    [article] = reading("x.pdf", documents.pdf([documents.PDF_PAGE], {"Title": "Two satellites", "CreationDate": "D:20250526083000Z"}))
    assert article.text == " ".join(PARAGRAPHS)
    assert (article.title, article.published) == ("Two satellites", "2025-05-26")
    assert dict(article.provenance)["published"] == "document created"


def test_a_pdf_with_columns_headers_and_footers(reading: Read) -> None:
    """A headline over two columns, each read to its end; the running header, the footer and the page numbers are gone."""
    stories = [
        (f"The {name} satellite of Norland will be built in {town} by the company, which won the order on Monday after a tender.",
         f"It will be launched from {town} with a Skua-2 rocket, and the agency will pay for it until {2030 + number}, it said on Tuesday.")
        for number, (name, town) in enumerate((("Polaris", "Oldhaven"), ("Sirius", "Newport"), ("Vega", "Kingsbridge")))
    ]  # fmt: skip
    pages = []
    for number, story in enumerate(stories, 1):
        runs = [(72, 800, 9, f"Norland Post, 26 May 2025, page {number}"), (290, 30, 9, str(number))]
        runs.append((72, 740, 20, f"{story[0].split()[1]} is ordered from Borealis, and more is to come"))
        # Line by line across both columns, as some programs write them.
        columns = [documents.wrapped(text, 38) for text in story]
        for row in range(max(map(len, columns))):
            runs += [(x, 700 - 13 * row, 10, rows[row]) for x, rows in zip((72, 320), columns, strict=True) if row < len(rows)]
        pages.append(runs)
    [article] = reading("x.pdf", documents.pdf(pages))
    assert all(text in article.text for story in stories for text in story)
    assert "Norland Post" not in article.text
    assert "more is to come\n\nThe Sirius" in article.text


def test_a_word_that_a_line_end_cuts(reading: Read) -> None:
    """It is whole again."""
    rows = [*documents.wrapped(PARAGRAPHS[0], 80), "The contract was signed by the agency and by the com-", "pany on Monday."]
    [article] = reading("x.pdf", documents.pdf([[(72, 700 - 14 * n, 11, row) for n, row in enumerate(rows)]]))
    assert article.text.endswith("by the company on Monday.")


def test_markdown(reading: Read) -> None:
    """Marks, links and images are gone; the front matter and the first heading are metadata."""
    front = "---\ntitle: \ndate: 2025-05-26\nauthor: Jane Roe\n---\n# Two *satellites*\n\n"
    text = f"{front}**{PARAGRAPHS[0]}** [More](https://x.example).\n\n![A rocket](r.png)\n\n- {PARAGRAPHS[1]}\n"
    [article] = reading("a.md", text.encode())
    assert article.text == f"{PARAGRAPHS[0]} More.\n\n{PARAGRAPHS[1]}"
    assert (article.title, article.published, article.author) == ("Two satellites", "2025-05-26", "Jane Roe")


def test_a_word_document(reading: Read) -> None:
    """Paragraphs and properties."""
    [article] = reading("a.doc", documents.docx([("Title", "Ignored for the property"), *(("", text) for text in PARAGRAPHS)], CORE))
    assert (article.text, article.title, article.author) == (BODY, "Two satellites ordered", "Jane Roe")
    assert (article.published, dict(article.provenance)["published"]) == ("2025-05-26", "document created")


def test_a_message(reading: Read) -> None:
    """Subject, date and sender are metadata; the newsletter's footer is gone."""
    [article] = reading("a.eml", documents.mail(text=f"{BODY}\n\nUnsubscribe: https://x.example\n"))
    assert article.text == BODY
    assert (article.title, article.published, article.author) == ("Two satellites ordered", "2025-05-26", "Norland Post")


def test_a_message_with_html_only_in_earnest(reading: Read) -> None:
    """Where the plain part is a stub, the HTML part is read."""
    html = "<html><body><table><tr><td>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS) + "</td></tr></table></body></html>"
    [article] = reading("a.eml", documents.mail(html=html, text="Your program shows no HTML."))
    assert article.text == BODY


def test_messages_with_one_identifier_stay_apart(reading: Read) -> None:
    """A program that gives all its messages one identifier: each is an article, whatever their order in the mailbox."""
    one, two = documents.mail("One"), documents.mail("Two").replace(b"Two@", b"One@")
    there, back = (reading("news.mbox", documents.mailbox(messages)) for messages in ([one, two], [two, one]))
    assert len({article.source for article in there}) == 2
    assert {(article.source, article.title) for article in there} == {(article.source, article.title) for article in back}


def test_a_mailbox(reading: Read) -> None:
    """Each message is an article, named by its identifier so that its place in the box does not matter."""
    articles = reading("news.mbox", documents.mailbox([documents.mail("One"), documents.mail("Two")]))
    assert [article.title for article in articles] == ["One", "Two"]
    assert articles[1].source.endswith("news.mbox#Two@norland.example")


@pytest.mark.parametrize(
    "record",
    [
        {"text": BODY, "title": "Two", "date": "May 26, 2025", "url": "https://x.example/1", "author": "Jane Roe", "publisher": "Post"},
        {"@type": "NewsArticle", "articleBody": BODY, "headline": "Two", "datePublished": "2025-05-26T01:00:00Z",
         "author": [{"@type": "Person", "name": "Jane Roe"}], "publisher": {"name": "Post"}, "url": "https://x.example/1"},
        {"type": "text", "uri": "https://x.example/1", "headline": "Two", "versioncreated": "2025-05-26T01:00:00Z", "byline": "By Jane Roe",
         "copyrightholder": "Post", "body_html": "".join(f"<p>{text}</p>" for text in PARAGRAPHS)},
    ],
    ids=["plain", "schema.org", "ninjs"],
)  # fmt: skip
def test_json_records(reading: Read, record: dict[str, object]) -> None:
    """One object, a list, an object with a list, and lines: always the same articles."""
    forms = [json.dumps(record), json.dumps([record]), json.dumps({"articles": [record]}), json.dumps(record) + "\n" + json.dumps(record)]
    for form in forms:
        for article in reading("a.bin", form.encode()):
            told = (article.text, article.title, article.published, article.url, article.publisher)
            assert told == (BODY, "Two", "2025-05-26", "https://x.example/1", "Post")
            assert article.author in ("Jane Roe", "By Jane Roe")
    assert not reading.faults


def test_a_web_archive(reading: Read) -> None:
    """Pages that were there, under their own addresses, packed or not."""
    pages = {
        "https://norland.example/one": ("200 OK", page()),
        "https://norland.example/gone": ("404 Not Found", b"<html>no</html>"),
        "https://norland.example/two": ("200 OK", page(PARAGRAPHS[:2])),
    }
    for compress in (True, False):
        one, two = reading("x.warc", documents.warc(pages, compress))
        assert (one.source, one.url) == ("https://norland.example/one", "https://norland.example/one")
        assert two.text == "\n\n".join(PARAGRAPHS[:2])


def test_everything_in_archives(reading: Read) -> None:
    """Files of every kind in a zip, one packed again; what is bad among them is told, and the others are read."""
    files = {"a.html": page(), "b.txt.gz": gzip.compress(BODY.encode()), "c.pdf": b"%PDF-1.4 broken", "d.eml": documents.mail()}
    articles = reading("x.zip", zipped(files))
    assert [article.source.partition("x.zip")[2] for article in articles] == ["!/a.html", "!/b.txt", "!/d.eml"]
    assert [fault.partition(":")[0] for fault in reading.faults] == ["x.zip!/c.pdf"]
    assert [article.text for article in reading("x.json.gz", gzip.compress(lines([{"text": BODY}, {"text": BODY}])))] == [BODY, BODY]


def test_lists(reading: Read, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of addresses, and a list of paths on standard input; what leads nowhere is told."""
    server.put("/one", page())
    [article] = reading("urls.txt", f"{server.address}/one\n# more to come\nhttp://127.0.0.1:1/x\n".encode(), Fetcher(OPEN))
    assert (article.text, len(reading.faults)) == (BODY, 1)
    [path] = [source.name for source in [Source(article.source)]]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{path}\n".encode())))
    assert [found.text for found in read(Source("-"), fetcher=Fetcher(OPEN))] == [BODY]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a.txt\n\n# no\n b c.html \n")))
    assert from_list("-") == ["a.txt", "b c.html"]
