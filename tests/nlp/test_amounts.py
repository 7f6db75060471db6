"""Amounts of money: what the grammar reads, what the words around change, how amounts sit on tokens."""

from __future__ import annotations

from decimal import Decimal

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from kg_extract.nlp import amounts
from kg_extract.nlp.amounts import find

NLP = spacy.blank("en")


def values(text: str) -> list[tuple[Decimal, str]]:
    """Value and currency of every amount in `text`."""
    return [(amount.value, amount.currency) for _, _, amount, _ in find(text)]


def only(text: str) -> tuple[Decimal, str]:
    """Value and currency of the one amount in `text`."""
    (found,) = values(text)
    return found


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("$5 million", 5_000_000, "USD"),
        ("€12.5 million", 12_500_000, "EUR"),
        ("£3.6bn", 3_600_000_000, "GBP"),
        ("US$10m", 10_000_000, "USD"),
        ("A$2 billion", 2_000_000_000, "AUD"),
        ("C$ 16.4 million", 16_400_000, "CAD"),
        ("HK$10.05 billion", 10_050_000_000, "HKD"),
        ("NZ$3m", 3_000_000, "NZD"),
        ("S$45 million", 45_000_000, "SGD"),
        ("R$70 million", 70_000_000, "BRL"),
        ("Rs 500 crore", 5_000_000_000, "INR"),
        ("Rs. 12 lakh", 1_200_000, "INR"),
        ("₹1 lakh crore", 1_000_000_000_000, "INR"),
        ("₩800 billion", 800_000_000_000, "KRW"),
        ("USD 22.5 million", 22_500_000, "USD"),
        ("EUR2.7m", 2_700_000, "EUR"),
        ("115USD", 115, "USD"),
        ("75 USD million", 75_000_000, "USD"),
        ("120 MEUR", 120_000_000, "EUR"),
        ("RMB 30 million", 30_000_000, "CNY"),
        ("804 million yuan", 804_000_000, "CNY"),
        ("28.8 billion yen", 28_800_000_000, "JPY"),
        ("five million yen", 5_000_000, "JPY"),
        ("154m naira", 154_000_000, "NGN"),
        ("125 million Australian dollars", 125_000_000, "AUD"),
        ("6 billion Hong Kong dollars", 6_000_000_000, "HKD"),
        ("$20 million CAD", 20_000_000, "CAD"),
        ("10 million pounds sterling", 10_000_000, "GBP"),
        ("2 million Egyptian pounds", 2_000_000, "EGP"),
        ("half a billion dollars", 500_000_000, "USD"),
        ("a quarter of a million euros", 250_000, "EUR"),
        ("a million dollars", 1_000_000, "USD"),
        ("one and a half billion euros", 1_500_000_000, "EUR"),
        ("two-and-a-half million dollars", 2_500_000, "USD"),
        ("$1.8 bln", 1_800_000_000, "USD"),
        ("$3.5B", 3_500_000_000, "USD"),
        ("$1.2-billion", 1_200_000_000, "USD"),
        ("$2 trillion", 2_000_000_000_000, "USD"),
        ("€1.250.000", 1_250_000, "EUR"),
        ("1,5 million euros", 1_500_000, "EUR"),
        ("-$5 million", -5_000_000, "USD"),
    ],
)
def test_reads_what_news_writes(text: str, value: int, code: str) -> None:
    """Each notation gives the exact value in whole units and the ISO code."""
    assert only(f"The deal was for {text} in all.") == (Decimal(value), code)


@pytest.mark.parametrize(
    "text",
    [
        "a multimillion-dollar contract",
        "for an undisclosed sum",
        "1.6 million pounds of thrust",
        "it weighs 500 pounds",
        "tens of millions of dollars",
        "ALL 5 solutions are wrong",
        "the StriX-SAR-15 satellite",
        "a 30 percent stake",
        "10 GW of power",
        "won 3 contracts",
    ],
)
def test_no_money_no_amount(text: str) -> None:
    """Weights, counts, percentages and vague sums are no amounts."""
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "approximate", "bound"),
    [
        ("about $5 million", True, None),
        ("an estimated $5 million", True, None),
        ("some $5 million", True, None),
        ("nearly a $5 million", True, None),
        ("just over $5 million", True, None),
        ("up to $5 million", False, "max"),
        ("up to an estimated $5 million", True, "max"),
        ("as much as $5 million", False, "max"),
        ("a not-to-exceed $5,000,000", False, "max"),
        ("a maximum contract value of approximately $5 million", True, "max"),
        ("at least $5 million", False, "min"),
        ("more than $5 million", False, "min"),
        ("over $5 million", False, "min"),
        ("$5 million or more", False, "min"),
        ("less than $5 million", False, "max"),
        ("under a $5 million", False, None),
        ("complained about a $5 million", False, None),
    ],
)
def test_hedges(text: str, approximate: bool, bound: str | None) -> None:
    """The words next to the amount say how exact it is; "under a contract" says nothing."""
    ((_, _, amount, _),) = find(f"It got {text} from the state")
    assert (amount.approximate, amount.bound) == (approximate, bound)


@pytest.mark.parametrize(
    "text",
    [
        "$10-12 million",
        "$10 to $12 million",
        "$10 million-$12 million",
        "between $10 million and $12 million",
        "between 10 and 12 million dollars",
    ],
)
def test_a_range_is_two_amounts(text: str) -> None:
    """A range gives its ends, the lower one a minimum and the upper one a maximum; magnitude and currency may be written once."""
    low, high = (amount for _, _, amount, _ in find(f"It will cost {text}."))
    assert (low.value, low.currency, low.bound) == (Decimal(10_000_000), "USD", "min")
    assert (high.value, high.currency, high.bound) == (Decimal(12_000_000), "USD", "max")


def test_a_rise_is_no_range() -> None:
    """ "Raised from X to Y" names two separate amounts."""
    assert [amount.bound for _, _, amount, _ in find("It raised its bid from $3 million to $5 million.")] == [None, None]


def test_a_conversion_is_as_exact_as_what_it_converts() -> None:
    """The amount in brackets takes over "more than"; a lost dollar sign is understood."""
    first, second = (amount for _, _, amount, _ in find("worth more than 100 million euros ($110 million)"))
    assert (first.bound, second.bound) == ("min", "min")
    assert values("raised 1 billion yuan (-137M)") == [(Decimal(1_000_000_000), "CNY"), (Decimal(137_000_000), "USD")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The ministry in Beijing paid ¥30 million.", "CNY"),
        ("The agency in Tokyo paid ¥30 million.", "JPY"),
        ("It paid ¥30 million.", "JPY"),
        ("Denmark paid 30 million kroner.", "DKK"),
        ("The Norwegian fund paid kr 30 million.", "NOK"),
        ("The Colombian ministry paid 30 million pesos.", "COP"),
        ("Pakistan paid Rs 30 million.", "PKR"),
        ("The agency paid 30 million rupees.", "INR"),
        ("The Toronto firm paid $30 million.", "USD"),
    ],
)
def test_the_country_nearby_decides(text: str, code: str) -> None:
    """An ambiguous sign or name takes the currency of the nearest country; "$" alone is always the US dollar."""
    assert only(text) == (Decimal(30_000_000), code)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The contract is valued at $5 million.", "money"),
        ("The startup is valued at $5 million.", "valuation"),
        ("It raised cash at a $5 billion pre-money valuation.", "valuation"),
        ("It had annual revenue of about $5 million.", "revenue"),
        ("Sales rose to $5 million.", "revenue"),
        ("It will pay $12.50 a share.", "unit price"),
        ("It costs $9,000 per kilogram.", "unit price"),
        ("The agency has a $5 billion budget.", "budget"),
        ("It manages $5 billion in assets.", "assets"),
        ("Fiscal 2025 procurement funds in the amount of $5,000,000 will be obligated.", "obligation"),
        ("It won a $5 million contract.", "money"),
    ],
)
def test_what_an_amount_counts(text: str, kind: str) -> None:
    """Valuations, revenue, budgets and prices are told apart from the money of a deal."""
    assert [found[3] for found in find(text)] == [kind]


def test_what_is_compared_counts_the_same() -> None:
    """Both figures of a comparison are revenue."""
    assert [found[3] for found in find("Revenue rose to $5 million, up from $4 million.")] == ["revenue", "revenue"]


@given(st.decimals(min_value=1, max_value=10**12, places=2), st.sampled_from(["$", "€", "£", "USD ", "A$", "HK$ "]))
def test_formatted_values_are_read_back(value: Decimal, mark: str) -> None:
    """Any value written with thousands separators is read back to the cent."""
    assert only(f"They paid {mark}{value:,} for it.")[0] == value


@given(
    st.integers(1, 9999),
    st.integers(0, 3),
    st.sampled_from(["million", "bn", "trillion", "crore"]),
    st.sampled_from(["euros", "yen", "US dollars"]),
)
def test_scaled_values_are_exact(number: int, places: int, magnitude: str, unit: str) -> None:
    """A decimal number times a magnitude is exact, never a float."""
    scales = {"million": 10**6, "bn": 10**9, "trillion": 10**12, "crore": 10**7}
    written = Decimal(number).scaleb(-places)
    assert only(f"They paid {written} {magnitude} {unit} for it.")[0] == written * scales[magnitude]


@given(st.text(alphabet="$€£ 0123456789.,-()mbnk~toadAa%\n", max_size=40))
def test_offsets_hold_for_any_text(text: str) -> None:
    """Whatever the text, amounts lie inside it, in order, and quote it."""
    last = 0
    for start, end, amount, _ in find(text):
        assert last <= start < end <= len(text)
        assert amount.text == text[start:end]
        last = end


def test_the_component_covers_whole_tokens() -> None:
    """An amount inside a token takes the token."""
    doc = Doc(NLP.vocab, words=["a", "$5m-a-year", "deal"])
    (span,) = amounts.match(doc)
    assert (span.start, span.end, span.amount.text) == (1, 2, "$5m")


def test_the_component_sets_its_attribute() -> None:
    """The pipeline component leaves the amounts on the Doc."""
    doc = amounts.Amounts()(NLP("It won a $48.2 million contract."))
    (span,) = doc._.kgx_amounts
    assert doc[span.start : span.end].text == "$48.2 million"
