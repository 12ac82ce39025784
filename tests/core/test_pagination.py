"""Places in a list, as they stand in addresses."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.core.pagination import BadPlace, Place

MOMENTS = st.datetimes(timezones=st.just(UTC))
IDS = st.integers(min_value=0, max_value=2**31 - 1)


@given(MOMENTS, IDS)
def test_a_place_comes_back_from_its_address_as_it_was(moment: datetime, number: int) -> None:
    forth, back = Place(moment, number), Place(moment, number, back=True)
    assert Place.parse(str(forth), None) == forth
    assert Place.parse(None, str(back)) == back


@given(MOMENTS, IDS)
def test_it_needs_no_escaping_in_an_address(moment: datetime, number: int) -> None:
    assert set(str(Place(moment, number))) <= set("0123456789.-")


@given(st.text())
def test_any_text_is_a_place_or_refused(text: str) -> None:
    try:
        place = Place.parse(text, None)
    except BadPlace:
        return
    assert (place is None) == (text == "")


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        ".",
        "1.",
        ".1",
        "1",
        "1.-1",
        "--1.1",
        "1.1.1",
        " 1.1",
        "1.1 ",
        "+1.1",
        "1e3.1",
        "\N{ARABIC-INDIC DIGIT ONE}.\N{ARABIC-INDIC DIGIT ONE}",
        "1" * 19 + ".1",
        "1." + "1" * 19,
        "999999999999999999.1",
        "-999999999999999999.1",
        f"1.{2**31}",
    ],
)
def test_what_nobody_made_is_refused(text: str) -> None:
    with pytest.raises(BadPlace):
        Place.parse(text, None)
    with pytest.raises(BadPlace):
        Place.parse(None, text)


def test_no_place_is_the_beginning() -> None:
    assert Place.parse(None, None) is None
    assert Place.parse("", "") is None


def test_older_counts_when_both_are_asked_for() -> None:
    place = Place.parse("5.1", "6.2")
    assert place is not None
    assert (place.id, place.back) == (1, False)
