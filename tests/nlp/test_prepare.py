"""Text preparation: nothing moves, no fact is blanked, page furniture goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_extract.nlp.prepare import prepare


def _read(text: str) -> str:
    """What is left to read, blocks joined by " | "."""
    prepared, blocks = prepare(text)
    assert len(prepared) == len(text)
    return " | ".join(" ".join(prepared[b.start : b.end].split()) for b in blocks if b.kind != "boilerplate")


@given(st.text(alphabet=st.sampled_from("aB. \n\t-*(“”’Credit:N—#|1"), max_size=200))
def test_prepare_keeps_length_and_orders_blocks(text: str) -> None:
    """Offsets stay true: same length, blocks in order, inside the text, without overlap."""
    prepared, blocks = prepare(text)
    assert len(prepared) == len(text)
    edges = [edge for block in blocks for edge in (block.start, block.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


@given(st.text(alphabet=st.sampled_from("aB. \n\t-*(“”’Credit:N—#|1"), max_size=200))
def test_prepare_only_blanks_or_straightens(text: str) -> None:
    """Every character either stays, becomes a space, or becomes its plain form."""
    prepared, _ = prepare(text)
    assert all(new in (old, " ") or old in "“”’" for old, new in zip(text, prepared, strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HELSINKI — Acme Orbital won a contract.", "Acme Orbital won a contract."),
        ("WASHINGTON, May 26 (Reuters) - Acme won.", "Acme won."),
        ("Long Beach, Calif. – May 3, 2025 – Acme won.", "Acme won."),
        ("Acme Corp (ACM.N) said. Norland Plc NOR.L fell.", "Acme Corp said. Norland Plc fell."),
        ("Acme USA, Inc. (Nasdaq: ACME) said so.", "Acme USA, Inc. said so."),
        ("The U.S. Navy (USN) paid.", "The U.S. Navy (USN) paid."),
        ("Acme Corp.,* Springfield, Ohio, was awarded $4.\n\n*Small business", "Acme Corp., Springfield, Ohio, was awarded $4."),
        ("Acme rose. (Reporting by Jo Doe; Editing by Al Roe)", "Acme rose."),
        ("Acme rose.\n\nwatch now\n\nRead more Acme news\n\nIt fell later.", "Acme rose. | It fell later."),
        ("Acme rose.\n\n-end-\n\nJane Doe\n\nHeadquarters, Norland", "Acme rose."),
        (
            "Acme rose.\n\nMedia Contact:\n\nJo Doe\n\nAbout Acme\n\nAcme is based in Oslo.",
            "Acme rose. | About Acme | Acme is based in Oslo.",
        ),
        ("A rocket of Acme lifts off. Credit: Jo Doe/Norland News", "A rocket of Acme lifts off."),
        (
            "Jane Roe, chief executive of Acme.\n\nJo Doe | Norland | Getty Images\n\nAcme rose.",
            "Jane Roe, chief executive of Acme. | Acme rose.",
        ),
        ("ARMY\n\nAcme Corp., Salem, was awarded $4.", "Acme Corp., Salem, was awarded $4."),
        ("- Acme wins order\n- Norland pays", "Acme wins order | Norland pays"),
        ("It fell. * May 1 - Acme bids. * May 2 - Norland declines.", "It fell. | May 1 - Acme bids. | May 2 - Norland declines."),
        ("Acme fell, he said. RIVAL BIDS The sale took a week.", "Acme fell, he said. | The sale took a week."),
    ],
)
def test_prepare_leaves_the_report(text: str, expected: str) -> None:
    """Datelines, tickers, credits, links, footers and headings in capitals go; captions, other headings, bullets, About sections stay."""
    assert _read(text) == expected


def test_hard_wrapped_lines_become_one_paragraph() -> None:
    """Lines of about the same length are one paragraph."""
    text = "Acme Orbital said on Monday that it had won a contract\nworth 40 million dollars from Norland's agency, which\nwants three."
    assert _read(text) == " ".join(text.split())


def test_quotes_become_straight() -> None:
    """The parser sees the quotes it was trained on."""
    assert prepare("“It’s done,” he said.")[0] == '"It\'s done," he said.'
