"""What is said about a text before it is published, and at which line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from blog.core.markdown.contents import MOST_READ, contents_of
from blog.core.markdown.style import HouseStyle
from blog.posts.link_targets import Target, known_handles, shown_tags, targets_of_posts
from blog.posts.models import Kind, Visibility
from blog.posts.warnings import MOST_LOOKED_UP, MOST_SHOWN, Advice, advice_on, paths_in
from tests.core.shelf import NOTHING, PAPER, PICTURE, shelf
from tests.everything import EVERYTHING
from tests.factories import Somebody, World
from tests.posts.times import HOUR, NOW

STYLE = HouseStyle(host="paper.example")


def advice(text: str, summary: str = "A summary.", **targets: Target) -> list[Advice]:
    paths = {f"/{name}": target for name, target in targets.items()}
    return advice_on(contents_of(text, STYLE), summary, paths, STYLE)


def of_library(text: str, words: str = "") -> list[str]:
    found = advice_on(contents_of(text, STYLE), "A summary.", {}, STYLE, shelf(words))
    return [each.text for each in found]


def lines(text: str, **targets: Target) -> list[int | None]:
    return [each.line for each in advice(text, **targets)]


class TestTheLibrary:
    def test_describes_a_picture_where_the_text_does_not(self) -> None:
        assert of_library(f"![](media:{PICTURE})", "Mud") == []
        (told,) = of_library(f"![](media:{PICTURE})")
        assert "no description" in told
        assert "in the library, or between the brackets" in told

    def test_may_say_that_a_picture_decorates(self) -> None:
        text, kept = f"![](media:{PICTURE})", shelf(is_decorative=True)
        assert advice_on(contents_of(text, STYLE), "A summary.", {}, STYLE, kept) == []

    def test_names_other_files_by_themselves(self) -> None:
        assert of_library(f"![](media:{PAPER}) [x](media:{PAPER})") == []

    def test_has_not_everything_that_a_text_names(self) -> None:
        text = f"![Mud](media:{NOTHING})\n\n[x](media:no-such)\n\n<img src=media:mistyped>"
        told = of_library(text)
        assert [
            f"no file “{key}”" in each
            for key, each in zip((NOTHING, "no-such", "mistyped"), told, strict=True)
        ] == [True] * 3

    @pytest.mark.parametrize("key", ["uploading-k7wq", "not-uploaded-k7wq"])
    def test_waits_for_what_is_not_uploaded(self, key: str) -> None:
        (told,) = of_library(f"![Uploading tide-gauge.jpg…](media:{key})")
        assert told.startswith("a file has not been uploaded")


class TestSummary:
    def test_is_missed(self) -> None:
        (missed,) = advice("Text.", summary="")
        assert missed.line is None
        assert "no summary" in missed.text

    def test_that_is_there_is_not(self) -> None:
        assert advice("Text.") == []


class TestPictures:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("![](mud.jpg)", 1),
            ("One\n\n![](mud.jpg)\n", 3),
            ("One\ntwo\nthree ![](mud.jpg) four", 3),
            ("- one\n- two\n\n  ![ ](mud.jpg)", 4),
            ("> said\n>\n> ![](mud.jpg)", 3),
            ("| a |\n|---|\n| b |\n| ![](mud.jpg) |", 4),
            ("One[^1]\n\n[^1]: note ![](mud.jpg)", 3),
            ('One\n\n<div>\n<p>\n<img src="mud.jpg">\n</div>', 5),
            ('One\ntwo <img src="mud.jpg" alt=""> three', 2),
            ("[![](mud.jpg)](https://example.org/)", 1),
            ("![][mud]\n\n[mud]: mud.jpg", 1),
        ],
    )
    def test_without_a_description_are_named_with_their_line(self, text: str, line: int) -> None:
        (found,) = advice(text)
        assert found.line == line
        assert "the picture “mud.jpg” has no description" in found.text

    @pytest.mark.parametrize(
        "text",
        [
            "![Mud](mud.jpg)",
            "![*Mud*](mud.jpg)",
            '<img src="mud.jpg" alt="Mud">',
            "`![](mud.jpg)`",
            "    ![](mud.jpg)",
            "```\n![](mud.jpg)\n```",
            "\\![](mud.jpg)",
        ],
    )
    def test_with_one_and_what_is_none_are_not(self, text: str) -> None:
        assert advice(text) == []

    def test_the_name_may_be_anything(self) -> None:
        for source in ("data:,", "https://", "[", "%ff%00", "x" * 300):
            assert len(advice(f'<img src="{source}">')[0].text) < 250


class TestHeadings:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("## One\n\n### Two\n\n## Three\n\n### Four\n\n#### Five", []),
            ("# One\n\n## Two\n\n# Three", []),
            ("### One", [1]),
            ("## One\n\n#### Two\n\n#### Three\n\n## Four\n\n##### Five", [3, 9]),
            ("# One\n\n### Two", [3]),
            ("One\n===\n\nTwo\n---\n\n#### Three", [7]),
            # A quotation has headings of its own.
            ("## One\n\n> ##### Two", []),
        ],
    )
    def test_that_skip_a_level_are_named(self, text: str, expected: list[int]) -> None:
        assert lines(text) == expected

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("#### Mud", "Write it with ## instead of ####."),
            ("## One\n\n##### Mud", "Write it with ### instead of #####."),
            ("# One\n\n### Mud", "Write it with ## instead of ###."),
        ],
    )
    def test_are_told_how_to_write_them(self, text: str, told: str) -> None:
        (found,) = advice(text)
        assert found.text == f"the heading “Mud” skips a level. {told}"


class TestLinks:
    @pytest.mark.parametrize(
        "url",
        [
            "/mud",
            "mud",
            "./mud",
            "../mud",
            "/mud?x=1#y",
            "https://paper.example/mud",
            "http://PAPER.example:8000/mud",
            "//paper.example/mud",
            "/m%75d",
        ],
    )
    def test_to_this_site_are_looked_up(self, url: str) -> None:
        text = f"One\n\n[mud]({url})"
        assert paths_in(contents_of(text, STYLE), STYLE) == ["/mud"]
        assert lines(text, mud=Target.NOWHERE) == [3]
        assert lines(text, mud=Target.FOUND) == []

    @pytest.mark.parametrize(
        "url",
        [
            "https://example.org/mud",
            "mailto:mud@paper.example",
            "tel:+1",
            "#",
            "?mud",
            "",
            "//[/mud",
        ],
    )
    def test_to_elsewhere_are_not(self, url: str) -> None:
        assert paths_in(contents_of(f'<a href="{url}">mud</a>', STYLE), STYLE) == []

    @pytest.mark.parametrize("target", [each for each in Target if each is not Target.FOUND])
    def test_say_where_they_lead_and_what_to_do(self, target: Target) -> None:
        (found,) = advice("[mud](/mud)", mud=target)
        assert found.text.startswith("the link “/mud” leads to") or target is Target.NOWHERE
        assert found.text.count(".") >= 1 + (target is not Target.SCHEDULED)

    def test_within_the_text_need_a_heading(self) -> None:
        text = "## Mud and *water*\n\n## Own {#own}\n\n[a](#mud-and-water) [b](#own)\n\n[c](#sand)"
        (found,) = advice(text)
        assert (found.line, "“#sand”" in found.text) == (7, True)

    def test_may_lead_to_an_id_of_raw_html(self) -> None:
        assert advice('<p id="mud">x</p>\n\n[a](#mud)') == []

    def test_no_more_are_looked_up_than_can_be(self) -> None:
        text = "\n\n".join(f"[x](/{number})" for number in range(3 * MOST_LOOKED_UP))
        assert len(paths_in(contents_of(text, STYLE), STYLE)) == MOST_LOOKED_UP


class TestAll:
    def test_come_in_the_order_of_the_text(self) -> None:
        text = "[a](/a)\n\n### B\n\n![](c.jpg)\n\n[d](/a)"
        found = advice(text, summary="", a=Target.DRAFT)
        assert [each.line for each in found] == [None, 1, 3, 5, 7]

    def test_are_not_more_than_somebody_reads(self) -> None:
        found = advice("![](x.jpg)\n\n" * 300)
        assert len(found) == MOST_SHOWN + 1
        assert found[-1] == Advice(f"And {300 - MOST_SHOWN} more like these, further down.")

    def test_a_full_text_is_said_nothing_of(self) -> None:
        assert advice(EVERYTHING) == []

    def test_what_lies_beyond_the_bound_is_not_looked_at(self) -> None:
        text = "One line of many.\n" * (MOST_READ // 18) + "\n\n![](mud.jpg)"
        assert len(text) > MOST_READ
        assert advice(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "[" * 400_000,
            "![](a)\n" * 60_000,
            "<img " * 80_000,
            "<a href=x>" * 40_000,
            "> " * 50_000,
        ],
        ids=["brackets", "pictures", "tags", "links", "quotations"],
    )
    def test_a_hostile_text_is_looked_through_like_any_other(self, text: str) -> None:
        assert len(advice(text)) <= MOST_SHOWN + 1

    @given(st.text(alphabet="#[]()!<>\n /aimg=\"'&|-`~:%\\\x00é", max_size=200))
    def test_any_text_has_lines(self, text: str) -> None:
        contents = contents_of(text, STYLE)
        found = advice_on(
            contents, "", dict.fromkeys(paths_in(contents, STYLE), Target.DRAFT), STYLE
        )
        assert all(1 <= each.line <= text.count("\n") + 1 for each in found if each.line)


class TestTargets:
    def test_say_what_readers_find(self, world: World, session: Session, owner: Somebody) -> None:
        publish(world, owner, "live")
        publish(world, owner, "about", kind=Kind.PAGE)
        publish(world, owner, "unlisted", visibility=Visibility.UNLISTED)
        publish(world, owner, "private", visibility=Visibility.PRIVATE)
        world.draft(owner, slug="planned")
        world.unpublish(publish(world, owner, "withdrawn"), owner)
        world.trash(publish(world, owner, "trashed"), owner)
        scheduled = world.draft(owner, slug="scheduled")
        world.publish(scheduled, owner, at=NOW + HOUR, now=NOW)
        own = publish(world, owner, "own", visibility=Visibility.PRIVATE)
        expected = {
            "live": Target.FOUND,
            "unlisted": Target.FOUND,
            "private": Target.PRIVATE,
            "about": Target.FOUND,
            "planned": Target.DRAFT,
            "withdrawn": Target.DRAFT,
            "trashed": Target.TRASHED,
            "scheduled": Target.SCHEDULED,
            "own": Target.FOUND,
            "nothing": Target.NOWHERE,
        }
        assert targets_of_posts(session, list(expected), NOW, own) == expected

    def test_a_former_address_leads_there_too(
        self, world: World, session: Session, owner: Somebody
    ) -> None:
        post_id = publish(world, owner, "before")
        world.save(post_id, owner, 1, slug="after")
        world.publish(post_id, owner, now=NOW)
        targets = targets_of_posts(session, ["before", "after"], NOW, None)
        assert set(targets.values()) == {Target.FOUND}

    def test_tags_and_people(self, world: World, session: Session, owner: Somebody) -> None:
        world.published(owner, tags=("Sea",), at=NOW - HOUR)
        world.draft(owner, tags=("Mud",))
        assert shown_tags(session, {"sea", "mud", "none"}, NOW) == {"sea"}
        assert known_handles(session, {"Odile-Farrow", "nobody"}) == {"odile-farrow"}

    def test_of_nothing(self, session: Session, owner: Somebody) -> None:
        assert targets_of_posts(session, [], NOW, None) == {}
        assert shown_tags(session, set(), NOW) == known_handles(session, set()) == set()


def publish(world: World, owner: Somebody, slug: str, **more: Any) -> int:
    post_id = world.draft(owner, slug=slug, **more)
    world.publish(post_id, owner, now=NOW - HOUR)
    return post_id
