"""`kgx ingest` with a stand-in for the language pipeline: what is printed, stored, skipped, replaced and reported."""

from __future__ import annotations

import io
import json
import signal
import zipfile
from pathlib import Path

import pytest

from kg_extract.ingest import Outcome
from tests.cli.conftest import Done, Kgx
from tests.rdf import sample

OTHER = "The parliament of Norland has voted for a new port in Oldhaven. It will be open to ships of every country in the spring."


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two articles, in which the command runs; the store is a new one beside it."""
    folder = tmp_path / "desk"
    (folder / "news").mkdir(parents=True)
    monkeypatch.chdir(folder)
    for name, text in (("one", f"{sample.TEXT} This is story one."), ("two", OTHER)):
        (folder / "news" / f"{name}.txt").write_text(f"title: Story {name}\n\n{text}", encoding="utf-8")
    return folder


@pytest.fixture
def desk(kgx: Kgx, news: Path, monkeypatch: pytest.MonkeyPatch) -> Kgx:
    """Runs `kgx …` in that folder on its own store."""
    monkeypatch.setenv("KGX_STORE", str(news.parent / "store"))
    return kgx


def test_one_article_prints_its_events_and_a_summary(desk: Kgx, parsed: list[str]) -> None:
    """A table with who, what, amount, date and status, and one line that sums up."""
    done = desk("ingest", "news/one.txt")
    lines = done.out.splitlines()
    assert lines[0].split() == ["event", "who", "what", "amount", "date", "status"]
    assert "Borealis Aerospace Ltd. from Norland Space Agency" in lines[1]
    assert "CNY 804 million = about USD 111 million  2025-05-18  occurred" in lines[1]
    assert "Polaris-3 on Skua-2" in lines[2]
    assert lines[3:] == ["1 article stored; 2 events, 4 relations, 6 entities."]
    assert (done.code, done.err) == (0, "")


def test_several_articles_name_their_file(desk: Kgx, parsed: list[str]) -> None:
    """A folder, a glob and a file, each article once, with a column that says which."""
    done = desk("ingest", "news", "news/*.txt", "news/one.txt")
    assert [line.split()[0] for line in done.out.splitlines()[:-1]] == ["article", *["news/one.txt"] * 2, *["news/two.txt"] * 2]
    assert done.out.endswith("2 articles stored; 4 events, 8 relations, 12 entities.\n")


def test_what_is_unchanged_is_not_parsed_again(desk: Kgx, parsed: list[str], news: Path) -> None:
    """The same text and metadata cost nothing; a changed text, or another date for it, replaces its graph."""
    desk("ingest", "news")
    before = desk("export", "--format", "nquads").out
    assert desk("ingest", "news").out == "2 articles unchanged.\n"
    assert desk("export", "--format", "nquads").out == before
    assert len(parsed) == 2
    (news / "news" / "two.txt").write_text(f"title: Story two\n\n{OTHER} It was corrected.", encoding="utf-8")
    assert "1 article replaced; 1 article unchanged; 2 events" in desk("ingest", "news").out
    assert "2 articles replaced" in desk("ingest", "news", "--published", "May 26, 2025").out
    assert len(json.loads(desk("articles", "--format", "json").out)) == 2


def test_dry_run_stores_nothing(desk: Kgx, parsed: list[str], news: Path) -> None:
    """The table is printed, but there is no store afterwards."""
    assert desk("ingest", "news/one.txt", "--dry-run").out.endswith("1 article read, nothing stored; 2 events, 4 relations, 6 entities.\n")
    assert not (news.parent / "store").exists()


def test_json_is_for_programs(desk: Kgx, parsed: list[str]) -> None:
    """Everything found, with exact amounts, offsets and quotes; the summary goes to standard error."""
    done = desk("ingest", "news/one.txt", "--format", "json")
    (article,) = json.loads(done.out)["articles"]
    award = article["events"][0]
    assert (article["title"], article["change"]) == ("Story one", "added")
    assert award["roles"]["amount"][0] == {"value": 804000000, "currency": "CNY", "text": "804 million yuan", "start": 45, "end": 61}
    assert article["entities"][award["roles"]["awardee"][0]["entity"]]["name"] == "Borealis Aerospace Ltd."
    assert done.err == "kgx: 1 article stored; 2 events, 4 relations, 6 entities.\n"


def test_standard_input_is_a_source(desk: Kgx, parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """- reads an article from there."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(sample.TEXT.encode())))
    assert "1 article stored" in desk("ingest", "-").out


def test_a_bad_source_does_not_stop_the_run(desk: Kgx, parsed: list[str], news: Path) -> None:
    """The others are stored, each failure is one line on standard error, and the exit code is 3."""
    (news / "news" / "empty.txt").write_text("", encoding="utf-8")
    done = desk("ingest", "news", "nowhere.txt", "--format", "csv")
    assert done.code == 3
    assert len(parsed) == 2
    assert [line.split()[1] for line in done.err.splitlines()] == ["nowhere.txt:", "news/empty.txt:", "2"]
    assert done.err.splitlines()[-1] == "kgx: 2 articles stored; 4 events, 8 relations, 12 entities; 2 sources failed."


def _bad(desk: Kgx, news: Path, content: bytes) -> Done:
    (news / "bad.txt").write_bytes(content)
    return desk("ingest", "bad.txt")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"title: Only a header\n\n", "no text"),
        (b"%PDF-1.7\n\x00\x01", "PDF"),
        (bytes(range(256)) * 20, "binary"),
        ("Съдът одобри днес договора за спътника на агенцията. ".encode() * 9, "not English"),
        (
            b"Der Vertrag wurde von der Agentur in der vergangenen Woche an das Unternehmen vergeben und ist nicht mehr offen. " * 3,
            "German",
        ),
    ],
    ids=["empty", "header only", "PDF", "binary", "not Latin", "German"],
)
def test_what_is_no_english_text_is_told(desk: Kgx, news: Path, content: bytes, told: str) -> None:
    """The file, what is wrong with it and what to do, on one line; nothing is stored; exit code 3."""
    done = _bad(desk, news, content)
    assert (done.code, done.out) == (3, "1 source failed.\n")
    assert done.err.startswith("kgx: bad.txt: ")
    assert told in done.err


def test_other_encodings_are_read_when_certain(desk: Kgx, parsed: list[str], news: Path) -> None:
    """UTF-16 with its mark and Windows-1252 are read, and the latter is told; other bytes are refused with the offset of the first."""
    assert _bad(desk, news, sample.TEXT.encode("utf-16")).code == 0
    western = _bad(desk, news, f"{sample.TEXT} It’s “done”.".encode("cp1252"))
    assert (western.code, western.err) == (0, "kgx: bad.txt: is not UTF-8; read as Windows-1252.\n")
    refused = _bad(desk, news, (sample.TEXT + " \xd7\xd7\xd7").encode("latin-1"))
    assert (refused.code, "is not UTF-8 (byte 0xd7 at offset" in refused.err) == (3, True)


def test_a_wrong_date_is_told_before_anything_is_read(desk: Kgx, parsed: list[str]) -> None:
    """--published must be a date."""
    done = desk("ingest", "news", "--published", "soon")
    assert (done.code, parsed) == (2, [])
    assert "YYYY-MM-DD" in done.err


def test_a_folder_that_is_no_store_is_left_alone(desk: Kgx, parsed: list[str], news: Path) -> None:
    """kgx never builds a database inside somebody's folder."""
    done = desk("ingest", "news/one.txt", "--store", "news")
    assert done.code == 5
    assert "is not a kgx store" in done.err
    assert sorted(file.name for file in (news / "news").iterdir()) == ["one.txt", "two.txt"]


def test_control_characters_of_an_article_reach_no_terminal(desk: Kgx, parsed: list[str], news: Path) -> None:
    """Terminal escapes in a headline are not printed."""
    (news / "evil.txt").write_text(f"title: \x1b[31mRed\x07\u202e alert\n\n{sample.TEXT}", encoding="utf-8")
    desk("ingest", "evil.txt")
    assert "Red alert" in desk("articles").out
    assert "\x1b" not in desk("articles").out


def test_extract_prints_a_line_of_json_for_each_article(desk: Kgx, parsed: list[str], news: Path) -> None:
    """No store is made; what cannot be read is told on standard error, and the exit code is 3."""
    done = desk("extract", "news", "nowhere.txt")
    first, second = (json.loads(line) for line in done.out.splitlines())
    assert (first["source"], second["source"], len(first["events"])) == ("news/one.txt", "news/two.txt", 2)
    assert (done.code, done.err.startswith("kgx: nowhere.txt: ")) == (3, True)
    assert not (news.parent / "store").exists()


def test_rebuild_extracts_the_kept_articles_again(desk: Kgx, parsed: list[str], news: Path) -> None:
    """Even when the files are gone: the store has kept the texts, and the graph is the same."""
    desk("ingest", "news")
    before = desk("export", "--format", "nquads").out
    for file in (news / "news").iterdir():
        file.unlink()
    assert desk("store", "rebuild").out == "2 articles unchanged; 4 events, 8 relations, 12 entities.\n"
    assert (len(parsed), desk("export", "--format", "nquads").out) == (4, before)


def test_a_list_names_sources_and_a_report_tells_what_became_of_them(desk: Kgx, parsed: list[str], news: Path) -> None:
    """--from-file reads a path on each line; --report writes counts and failures as JSON."""
    (news / "list.txt").write_text("news/one.txt\nnews/two.txt\nnowhere.txt\n", encoding="utf-8")
    done = desk("ingest", "--from-file", "list.txt", "--report", "report.json")
    report = json.loads((news / "report.json").read_text(encoding="utf-8"))
    assert (done.code, report["changes"]["added"], report["events"]) == (3, 2, 4)
    assert report["failures"][0]["source"] == "nowhere.txt"
    assert desk("ingest").code == 2


def test_archives_are_opened_and_their_bad_members_told(desk: Kgx, parsed: list[str], news: Path) -> None:
    """The good member is stored, the bad one is a failure of its own."""
    with zipfile.ZipFile(news / "both.zip", "w") as archive:
        archive.write(news / "news" / "one.txt", "one.txt")
        archive.writestr("empty.txt", "")
    done = desk("ingest", "both.zip")
    assert (done.code, len(parsed)) == (3, 1)
    assert "empty.txt" in done.err


def test_an_address_inside_the_network_is_refused(desk: Kgx, parsed: list[str]) -> None:
    """Unless --allow-private is given; then it is only unreachable."""
    refused, tried = desk("ingest", "http://127.0.0.1:9/x"), desk("ingest", "http://127.0.0.1:9/x", "--allow-private")
    assert (refused.code, tried.code) == (3, 3)
    assert "--allow-private" in refused.err
    assert refused.err != tried.err


def test_what_extract_prints_is_taken_back(desk: Kgx, parsed: list[str], news: Path) -> None:
    """Its lines say by which schema they were made, and give the same store as the files themselves, without parsing anything again."""
    desk("ingest", "news")
    direct = desk("export", "--format", "nquads").out
    lines = desk("extract", "news").out
    assert {json.loads(line)["schema"] for line in lines.splitlines()} == {"kgx-extract/1"}
    (news / "all.jsonl").write_text(lines, encoding="utf-8")
    times = len(parsed)
    assert desk("ingest", "all.jsonl").out == "2 articles unchanged.\n"
    second = ("--store", str(news.parent / "second"))
    assert desk("ingest", "all.jsonl", *second).out.endswith("2 articles stored; 4 events, 8 relations, 12 entities.\n")
    assert desk("export", "--format", "nquads", *second).out == direct
    assert desk("ingest", "news", *second).out == "2 articles unchanged.\n"
    assert desk("extract", "all.jsonl").out == lines
    assert len(parsed) == times


def test_lines_keep_the_settings_they_were_made_with(desk: Kgx, parsed: list[str], news: Path) -> None:
    """The graph says with what its facts were found, and a file that is read with other settings is read anew."""
    (news / "all.jsonl").write_text(desk("extract", "news/two.txt", "--min-confidence", "0.7").out, encoding="utf-8")
    desk("ingest", "all.jsonl")
    assert "confidence from 0.7" in desk("export", "--format", "nquads").out
    assert desk("ingest", "news/two.txt").out.splitlines()[-1].startswith("1 article replaced")


def test_a_line_that_was_changed_is_a_failure_of_its_own(desk: Kgx, parsed: list[str], news: Path) -> None:
    """The other lines are stored; the fault names the line and the place in it."""
    one, two = (json.loads(line) for line in desk("extract", "news").out.splitlines())
    one["events"][0]["type"] = "Rumour"
    (news / "all.jsonl").write_text(f"{json.dumps(one)}\n{json.dumps(two)}\n", encoding="utf-8")
    done = desk("ingest", "all.jsonl")
    assert (done.code, "1 article stored" in done.out) == (3, True)
    assert "kgx: all.jsonl: line 1: events[0].type: 'Rumour' is none of" in done.err


def test_control_c_stops_after_the_article_at_hand(desk: Kgx, parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read is stored, and the same command goes on."""
    from kg_extract.cli.progress import Collector

    done = Collector.done

    def interrupt(self: Collector, outcome: Outcome) -> None:
        done(self, outcome)
        if outcome.change == "added" and len(parsed) == 1:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Collector, "done", interrupt)
    stopped = desk("ingest", "news")
    assert stopped.code == 130
    assert "1 article stored" in stopped.out
    assert stopped.err.splitlines()[-1] == "kgx: stopped. The same command goes on: what is stored is skipped."
    assert "1 article stored; 1 article unchanged" in desk("ingest", "news").out


def test_where_metadata_came_from_is_told(desk: Kgx, parsed: list[str]) -> None:
    """--verbose shows it for each article."""
    desk("ingest", "news/one.txt", "--published", "2025-05-26")
    assert "title: header; published: --published" in desk("articles", "--verbose", "--format", "csv").out
    [article] = json.loads(desk("articles", "--verbose", "--format", "json").out)
    assert article["provenance"] == {"title": "header", "published": "--published"}
