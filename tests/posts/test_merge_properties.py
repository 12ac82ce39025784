"""What holds for every merge, whatever the text and whoever changed what."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from blog.core.markdown import parser
from blog.core.markdown.galley import Galley
from blog.core.markdown.style import HouseStyle
from blog.posts.merge import MergedText, Side, merge_text
from blog.posts.units import split
from tests.posts.merging import ANY_TEXT, TRIPLES, bases, joined, tellable

FENCE_END = re.compile(r"[ >]*(?:`{3,}|~{3,})[ \t]*")
Triple = tuple[str, str, str]


def rests(text: str) -> Counter[str]:
    """The units of a text, without the numbers of items: those may be another's."""
    return Counter(unit.rest for unit in split(text).units)


def added(base: str, side: str) -> Counter[str]:
    return rests(side) - rests(base)


def removed(base: str, side: str) -> Counter[str]:
    return rests(base) - rests(side)


def written(merged: MergedText) -> list[str]:
    """What stands between the places, and at each on either side."""
    texts = []
    for piece in merged.pieces:
        texts += [piece] if isinstance(piece, str) else [piece.theirs, piece.mine]
    return texts


def has_open_block(text: str) -> bool:
    """Say whether a fence or a container runs to the end of the text, as the renderer sees it."""
    lines = text.split("\n")
    for token in parser().parse(text, {"galley": Galley(HouseStyle())}):
        if token.type == "fence" and token.map:
            last = lines[token.map[1] - 1] if token.map[1] - token.map[0] > 1 else ""
            if not FENCE_END.fullmatch(last):
                return True
        if token.type == "container_named_open" and token.map:
            after = lines[token.map[1] - 1 : token.map[1] + 1]
            if not any(line.strip().startswith(":::") for line in after):
                return True
    return False


@given(TRIPLES)
def test_nothing_that_anybody_added_is_missing(triple: Triple) -> None:
    base, theirs, mine = triple
    texts = written(merge_text(*triple))
    for side in (theirs, mine):
        for rest in added(base, side):
            assert any(rest in text for text in texts)


@given(TRIPLES)
def test_every_line_that_anybody_wrote_is_in_the_result_or_at_a_place(triple: Triple) -> None:
    base, theirs, mine = triple
    texts = written(merge_text(*triple))
    lines = {without_number(line) for text in texts for line in text.split("\n")}
    for side in (theirs, mine):
        new = set(side.split("\n")) - set(base.split("\n"))
        assert not {without_number(line) for line in new if line.strip()} - lines


def without_number(line: str) -> str:
    return re.sub(r"^[0-9]+(?=[.)])", "", line)


@given(ANY_TEXT | TRIPLES.map(lambda triple: triple[1]), TRIPLES)
def test_an_unchanged_side_leaves_the_other_as_it_is(base: str, triple: Triple) -> None:
    for side in triple:
        assert merge_text(base, side, base).text == side
        assert merge_text(base, base, side).text == side
        assert merge_text(base, side, side).text == side


@given(TRIPLES)
@settings(max_examples=300)
def test_it_does_not_matter_who_is_mine(triple: Triple) -> None:
    base, theirs, mine = triple
    one, other = merge_text(base, theirs, mine), merge_text(base, mine, theirs)
    assert one.is_clean == other.is_clean
    assert [(p.base, p.theirs, p.mine) for p in one.places] == [
        (p.base, p.mine, p.theirs) for p in other.places
    ]
    if one.is_clean:
        assert one.text == other.text


@given(TRIPLES)
def test_a_merge_based_on_theirs_is_taken_as_it_is(triple: Triple) -> None:
    _, theirs, _ = triple
    merged = merge_text(*triple)
    if merged.is_clean:
        assert merge_text(theirs, theirs, merged.text).text == merged.text


@given(tellable(["add", "change", "extend"]))
@settings(max_examples=300)
def test_what_was_merged_stays_merged(triple: Triple) -> None:
    base, theirs, mine = triple
    merged = merge_text(*triple)
    if merged.is_clean:
        assert merge_text(base, merged.text, mine).text == merged.text
        assert merge_text(base, theirs, merged.text).text == merged.text


@given(tellable(["add", "change", "extend", "delete"]))
@settings(max_examples=300)
def test_what_was_merged_is_never_merged_to_another_text(triple: Triple) -> None:
    """Where one added or rewrote right beside what the other deleted, the merged text does not
    tell whether the new words replace the deleted ones: then a second merge may ask. Where
    paragraphs repeat or move, it does not tell which of them is which."""
    base, theirs, mine = triple
    merged = merge_text(*triple)
    if merged.is_clean:
        for again in (merge_text(base, merged.text, mine), merge_text(base, theirs, merged.text)):
            assert not again.is_clean or again.text == merged.text


@given(tellable(["add", "change", "extend", "delete"]))
def test_nothing_comes_back(triple: Triple) -> None:
    base, theirs, mine = triple
    merged = merge_text(*triple)
    if merged.is_clean:
        result = rests(merged.text)
        for side in (theirs, mine):
            assert not removed(base, side).keys() & result.keys()


@given(TRIPLES)
@settings(max_examples=500)
def test_a_clean_merge_leaves_no_block_open(triple: Triple) -> None:
    merged = merge_text(*triple)
    if merged.is_clean and not any(has_open_block(text) for text in triple):
        assert not has_open_block(merged.text)


@given(TRIPLES)
def test_a_clean_merge_reads_as_what_it_was_made_of(triple: Triple) -> None:
    merged = merge_text(*triple)
    if merged.is_clean:
        known = {rest for text in triple for rest in rests(text)}
        assert not rests(merged.text).keys() - known


@given(TRIPLES)
def test_a_choice_has_all_that_its_side_added(triple: Triple) -> None:
    base, theirs, mine = triple
    merged = merge_text(*triple)
    for side, text in ((Side.MINE, mine), (Side.THEIRS, theirs)):
        chosen = merged.chosen([side] * len(merged.places))
        for unit in split(text).units:
            if unit.rest in added(base, text):
                assert unit.rest in chosen
    both = merged.chosen([Side.BOTH] * len(merged.places))
    for text in (merged.marked(), both):
        for place in merged.places:
            assert place.mine in text
            assert place.theirs in text


@given(TRIPLES)
def test_mine_is_what_the_pieces_say(triple: Triple) -> None:
    merged = merge_text(*triple)
    pieces = [piece if isinstance(piece, str) else piece.mine for piece in merged.pieces]
    assert merged.chosen([Side.MINE] * len(merged.places)) == "".join(pieces)


@st.composite
def three_edits(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """A base and three edits, each of one block of its own."""
    blocks = draw(bases().filter(lambda blocks: len(blocks) >= 3 and not _repeats(blocks)))
    places = draw(st.permutations(range(len(blocks))))
    texts = []
    for number, at in enumerate(places[:3]):
        changed = list(blocks)
        # Each adds words of their own: the same words from two people are taken once, or twice.
        new = [blocks[at], f"Something new, {number}."]
        changed[at : at + 1] = draw(st.sampled_from([[], [blocks[at] + " too"], new]))
        texts.append("\n\n".join(changed))
    return "\n\n".join(blocks), texts[0], texts[1], texts[2]


def _repeats(blocks: list[str]) -> bool:
    """Say whether two blocks have a unit in common, so that nobody can tell which was deleted."""
    return max(rests("\n\n".join(blocks)).values()) > 1


@given(three_edits())
@settings(max_examples=300)
def test_it_does_not_matter_who_saves_first(texts: tuple[str, str, str, str]) -> None:
    base, one, two, three = texts
    results = []
    for second, third in ((two, three), (three, two)):
        first = merge_text(base, one, second)
        merged = merge_text(base, first.text, third) if first.is_clean else first
        results.append(merged)
    if all(merged.is_clean for merged in results):
        assert results[0].text == results[1].text


@given(TRIPLES)
def test_units_put_together_are_the_text(triple: Triple) -> None:
    for text in triple:
        assert split(text).text == text


@given(bases().flatmap(joined))
def test_blocks_do_not_come_apart(text: str) -> None:
    again = split(text)
    assert again.slice(0, len(again.units)) == text[len(again.leading) :].removesuffix(
        again.trailing
    )
