"""`flask site`: what is set, and changing it."""

from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from blog.core.html import RENDERER_VERSION
from blog.site.queries import SiteSettings, read_site
from tests.factories import Somebody, World


@pytest.fixture
def owner(world: World) -> Somebody:
    return world.set_up(time_zone="Asia/Kathmandu")


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["site", *arguments])


def settings(world: World) -> SiteSettings:
    with world.reading() as session:
        return read_site(session)


class TestShow:
    def test_says_everything_that_can_be_set(self, world: World, owner: Somebody) -> None:
        run(world.app, "set", "--tagline", "A paper about tides")
        result = run(world.app, "show")
        assert result.exit_code == 0
        *lines, last = result.output.splitlines()
        assert lines == [
            "Title              Low Water",
            "Tagline            A paper about tides",
            "Language           en",
            "Time zone          Asia/Kathmandu",
            "Smart punctuation  on",
        ]
        assert last.startswith("Set up             20")

    def test_says_so_before_there_is_anything(self, world: World) -> None:
        result = run(world.app, "show")
        assert result.exit_code == 0
        assert "Title\n" in result.output
        assert "Set up             not yet\n" in result.output


class TestSet:
    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (("--title", " The  Ebb "), {"title": "The Ebb"}),
            (("--tagline", "Mud & more"), {"tagline": "Mud & more"}),
            (("--language", "DE-at"), {"language": "de-AT"}),
            (("--time-zone", "europe/berlin"), {"time_zone": "Europe/Berlin"}),
            (("--no-smart-punctuation",), {"smart_punctuation": False}),
            (
                ("--title", "Ebbe", "--language", "de", "--no-smart-punctuation"),
                {"title": "Ebbe", "language": "de", "smart_punctuation": False},
            ),
        ],
    )
    def test_changes_what_is_named_and_nothing_else(
        self, world: World, owner: Somebody, arguments: tuple[str, ...], expected: dict[str, Any]
    ) -> None:
        before, number = settings(world), world.content_number()
        result = run(world.app, "set", *arguments)
        names = ", ".join(sorted(name.replace("_", " ") for name in expected))
        assert (result.exit_code, result.output) == (0, f"Changed: {names}.\n")
        assert vars(settings(world)) == vars(before) | expected
        assert world.content_number() == number + 1

    def test_what_can_be_switched_off_can_be_switched_on(
        self, world: World, owner: Somebody
    ) -> None:
        run(world.app, "set", "--no-smart-punctuation", "--tagline", "Mud")
        run(world.app, "set", "--smart-punctuation", "--tagline", "")
        assert settings(world).smart_punctuation
        assert settings(world).tagline == ""

    def test_readers_see_it_at_once(self, world: World, owner: Somebody) -> None:
        reader = world.app.test_client()
        assert "Low Water" in reader.get("/").text
        run(world.app, "set", "--title", "The Ebb", "--language", "ar")
        page = reader.get("/").text
        assert "The Ebb" in page
        assert "Low Water" not in page
        assert '<html lang="ar" dir="rtl"' in page

    def test_to_what_it_is_already_changes_nothing(self, world: World, owner: Somebody) -> None:
        world.published(owner)
        number = world.content_number()
        result = run(world.app, "set", "--title", "Low Water", "--smart-punctuation")
        assert (result.exit_code, result.output) == (0, "It was so already: nothing changed.\n")
        assert world.content_number() == number

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("--title", " "), "Give your paper a name."),
            (("--title", "x" * 201), "The title has 201 letters; at most 200."),
            (("--tagline", "x" * 201), "The tagline has 201 letters; at most 200."),
            (("--title", "\udce9t\udce9"), "The title is not written in UTF-8."),
            (("--language", "english"), "“english” is not the short name of a language."),
            (("--language", ""), "is not the short name of a language."),
            (("--language", "e\u0301"), "is not the short name of a language."),
            (("--language", "en-" + "abcdefgh-" * 4 + "x1"), "is not the short name"),
            (("--time-zone", "Berlin"), "“Berlin” is not a time zone."),
            (("--time-zone", "../../etc/passwd"), "is not a time zone."),
            (("--time-zone", "localtime"), "is not a time zone."),
            (("--tagline", "Mud", "--time-zone", "Mud"), "is not a time zone."),
        ],
    )
    def test_what_will_not_do_is_said_in_a_sentence_and_nothing_is_changed(
        self, world: World, owner: Somebody, arguments: tuple[str, ...], told: str
    ) -> None:
        before, number = settings(world), world.content_number()
        result = run(world.app, "set", *arguments)
        assert result.exit_code == 1
        assert told in result.output
        assert len(result.output.splitlines()) == 1
        assert settings(world) == before
        assert world.content_number() == number

    def test_nothing_is_an_error(self, world: World, owner: Somebody) -> None:
        result = run(world.app, "set")
        assert result.exit_code == 2
        assert "Say what to change, such as --title." in result.output

    def test_a_site_that_is_not_set_up_is_refused(self, world: World) -> None:
        result = run(world.app, "set", "--title", "Mine")
        assert result.exit_code == 1
        assert "This site is not set up yet" in result.output
        assert settings(world).title == ""


class TestStoredHtml:
    @pytest.mark.parametrize("arguments", [("--language", "de"), ("--no-smart-punctuation",)])
    def test_of_another_style_is_out_of_date_and_that_is_said(
        self, world: World, owner: Somebody, arguments: tuple[str, ...]
    ) -> None:
        ids = [world.draft(owner, body='"Tides"') for _ in range(3)]
        for post_id in ids[:2]:
            world.publish(post_id, owner)
        result = run(world.app, "set", *arguments)
        assert result.output.splitlines()[1:] == [
            "Run flask --app wsgi posts render to bring 2 posts up to date."
        ]
        assert [world.post(each).renderer_version for each in ids[:2]] == [0, 0]

    def test_of_one_post_is_said_in_the_singular(self, world: World, owner: Somebody) -> None:
        world.published(owner)
        assert "bring 1 post up to date" in run(world.app, "set", "--language", "de").output

    @pytest.mark.parametrize("option", ["--title", "--tagline"])
    def test_stays_as_it_is_when_only_words_around_it_change(
        self, world: World, owner: Somebody, option: str
    ) -> None:
        post_id = world.draft(owner)
        world.publish(post_id, owner)
        assert "render" not in run(world.app, "set", option, "The Ebb").output
        assert world.post(post_id).renderer_version == RENDERER_VERSION
