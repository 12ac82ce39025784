"""Where a text names files, and how other addresses take their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.transfer.media_links import inward, link_to, outward
from blog.transfer.references import Reference, references_in, rewritten

KEY = "abcdefghijkm"
NAMES = {KEY: "Ebb & flow (1).png"}


def found(body: str) -> list[tuple[str, bool, str]]:
    return [(each.url, each.is_picture, each.alt) for each in references_in(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("![A boat](a.png)", ("a.png", True, "A boat")),
        ('![A \\*boat\\*](<a b.png> "B")', ("a b.png", True, "A *boat*")),
        ("![](a_(1).png)", ("a_(1).png", True, "")),
        ("![A\nboat](\n  a.png)", ("a.png", True, "A boat")),
        ("see [it](/files/a.pdf).", ("/files/a.pdf", False, "")),
        ("[a]: ../a.png 'B'", ("../a.png", False, "")),
        ("  [a]: <b c.png>", ("b c.png", False, "")),
        ("<img alt='It&#39;s' src='a.png'>", ("a.png", True, "It's")),
        ("<IMG class=x SRC=a.png data-src=b.png>", ("a.png", True, "")),
        ('<a\nclass="x" href="a.pdf">', ("a.pdf", False, "")),
    ],
)
def test_what_is_named(body: str, expected: tuple[str, bool, str]) -> None:
    assert found(body) == [expected]
    (reference,) = references_in(body)
    assert body[reference.start : reference.end] == reference.url


def test_a_picture_that_is_a_link() -> None:
    assert found("[![A](a.png)](b.pdf)") == [("a.png", True, "A"), ("b.pdf", False, "")]


@pytest.mark.parametrize(
    "body",
    [
        "`![a](a.png)`",
        "```\n![a](a.png)\n[a]: b.png\n```",
        "    ![a](a.png)",
        "``<img src=a.png>``",
        "[not a link\\](a.png)",
        "[^1]: a.png",
        "<imgs src=a.png>",
        "(a.png)",
    ],
)
def test_what_names_nothing(body: str) -> None:
    assert found(body) == []


def test_only_addresses_are_rewritten() -> None:
    body = "![a.png](a.png) `![](a.png)` [b](b.png) a.png"
    assert rewritten(body, {"a.png": "media:KEY"}.get) == (
        "![a.png](media:KEY) `![](a.png)` [b](b.png) a.png"
    )


class TestLinksToTheLibrary:
    def test_they_lead_to_the_file_and_back(self) -> None:
        body = f"![A](media:{KEY} 'B'){{.wide}} <img src=media:{KEY}>\n\n[a]: media:{KEY}\n"
        linked = outward(body, NAMES)
        assert link_to(KEY, NAMES[KEY]) == f"/media/{KEY}/Ebb%20%26%20flow%20%281%29.png"
        assert linked == body.replace(f"media:{KEY}", link_to(KEY, NAMES[KEY]))
        assert inward(linked) == body

    def test_examples_and_unknown_keys_stay(self) -> None:
        body = f"`![](media:{KEY})` ![](media:{KEY[::-1]}) ![](media:none)"
        assert outward(body, NAMES) == body

    def test_a_text_that_has_such_links_of_its_own_stays_as_it_is(self) -> None:
        body = f"![](media:{KEY}) ![]({link_to(KEY, 'typed.png')})"
        assert outward(body, NAMES) == body

    @given(
        st.lists(
            st.sampled_from(
                [
                    *(f"![a](media:{KEY})", f"[a](media:{KEY})", f"<img src='media:{KEY}'>"),
                    *("`", "```", "\n", "\n\n", "    ", "- ", "> ", "a", "\\", "<", "]("),
                    *("[a]: ", f"media:{KEY}", link_to(KEY, "b.png")),
                    f"![a]({link_to(KEY, 'Ebb & flow (1).png')})",
                ]
            ),
            max_size=14,
        ).map("".join)
    )
    def test_any_text_comes_back_as_it_was(self, body: str) -> None:
        linked = outward(body, NAMES)
        assert linked == body or inward(linked) == body


def test_a_reference_says_where_it_is() -> None:
    assert references_in("![a](b)") == [Reference(5, 6, "b", is_picture=True, alt="a")]


@pytest.mark.parametrize(
    "part", ["![", "![a](", "](", "[a]: ", "<img ", "<img src", "<a href='", "`"]
)
def test_a_hostile_text_is_gone_through_once(part: str) -> None:
    references_in(part * 40_000)
