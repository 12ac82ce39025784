"""What could not be set as the author meant: told after publishing and in the preview."""

import random
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from blog.core import clock
from blog.core.html import render
from blog.site.actions import SettingsChange, change_settings
from tests.admin.test_editor import BLANK, id_of, open_editor
from tests.admin.test_publication import later, publish
from tests.factories import Somebody, World, post_form
from tests.html_validity import html_errors

# Formulas that cannot be read, a paragraph each.
WRONG = "\n\n".join(f"Tides: $\\frac{{{number}$." for number in range(5))


def problems(text: str) -> tuple[str, ...]:
    found = render(text).problems
    assert found
    return found


class TestAfterPublishing:
    def test_they_are_told_beside_what_was_done(self, world: World, desk: FlaskClient) -> None:
        body = "Tides: $\\frac{1$."
        post_id = id_of(publish(desk, body=body))
        page = unescape(open_editor(desk, post_id).text)
        assert "“Tides” is published." in page
        assert problems(body)[0] in page
        assert world.post(post_id).live_number == 1

    def test_an_update_and_a_scheduled_post_tell_them_too(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Tides")
        world.publish(post_id, owner)
        publish(desk, post_id, body=WRONG)
        page = unescape(open_editor(desk, post_id).text)
        assert "“Tides” is updated." in page
        assert problems(WRONG)[0] in page
        scheduled = id_of(publish(desk, body=WRONG, **later("2999-01-01", "07:30")))
        assert problems(WRONG)[0] in unescape(open_editor(desk, scheduled).text)

    def test_three_are_told_and_the_others_counted(self, desk: FlaskClient) -> None:
        page = unescape(open_editor(desk, id_of(publish(desk, body=WRONG))).text)
        told = [problem in page for problem in problems(WRONG)]
        assert told == [True, True, True, False, False]
        assert "And 2 more: see the preview." in page

    def test_a_text_without_any_is_told_nothing(self, desk: FlaskClient) -> None:
        page = open_editor(desk, id_of(publish(desk, body="Tides: $1$."))).text
        assert page.count('<p role="status">') == 1

    def test_a_refusal_does_not_tell_them(self, desk: FlaskClient) -> None:
        page = publish(desk, title="", body=WRONG)
        assert page.status_code == 422
        assert problems(WRONG)[0] not in unescape(page.text)

    def test_the_longest_ones_fit_into_the_cookie(self, world: World, desk: FlaskClient) -> None:
        chance = random.Random(1)
        letters = "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(600))
        body = "\n\n".join(f"$\\{letters[i * 100 : i * 100 + 100] * 3}{{$" for i in range(6))
        response = publish(
            desk, title="".join(chr(0x1F600 + n % 80) for n in range(1000)), body=body
        )
        assert len(response.headers["Set-Cookie"]) < 4000
        assert problems(body)[0][:40] in unescape(
            desk.get(response.location, follow_redirects=True).text
        )


class TestInThePreview:
    def test_they_stand_above_the_text_in_words(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Tides", body=WRONG)
        page = unescape(desk.get(f"/admin/posts/{post_id}/preview").text)
        assert "5 things are not set as you may have meant" in page
        assert all(problem in page for problem in problems(WRONG))
        assert page.index('role="status"') < page.index("<article")

    @pytest.mark.parametrize("kind", ["post", "page"])
    def test_they_are_those_of_what_is_typed_now(self, desk: FlaskClient, kind: str) -> None:
        typed = {**BLANK, "title": "Tides", "body": "Tides: $\\frac{1$."}
        page = unescape(post_form(desk, f"/admin/{kind}s/preview", typed).text)
        assert "1 thing is not set as you may have meant" in page
        assert problems(typed["body"])[0] in page
        typed["body"] = "Tides: $1$."
        assert "as you may have meant" not in post_form(desk, f"/admin/{kind}s/preview", typed).text

    def test_a_great_many_are_counted(self, desk: FlaskClient) -> None:
        body = "\n\n".join(["Tides: $\\frac{1$."] * 30)
        page = post_form(desk, "/admin/posts/preview", {**BLANK, "body": body}).text
        assert page.count("this formula") == 20
        assert "And 10 more." in page

    def test_markup_in_them_is_shown_as_text(self, desk: FlaskClient) -> None:
        body = "$\\<script>alert(1)</script>{$"
        page = post_form(desk, "/admin/posts/preview", {**BLANK, "body": body}).text
        assert "as you may have meant" in page
        assert "<script>alert" not in page

    @pytest.mark.html
    def test_the_page_is_valid(self, desk: FlaskClient, tmp_path: Path) -> None:
        body = "\n\n".join(["Tides: $\\frac{1$."] * 30)
        page = post_form(desk, "/admin/posts/preview", {**BLANK, "title": "Tides", "body": body})
        assert html_errors({"a preview with problems": page.text}, tmp_path) == []

    def test_readers_get_none_of_it(self, world: World, owner: Somebody) -> None:
        slug = world.published(owner, body=WRONG)
        page = unescape(world.app.test_client().get(f"/{slug}").text)
        assert "as you may have meant" not in page
        assert problems(WRONG)[0] not in page


class TestTheStyleOfTheSite:
    def test_is_that_of_preview_and_publication(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        with world.writing() as session:
            change_settings(session, SettingsChange(language="de"), clock.now())
        body = 'He said "now".'
        page = post_form(desk, "/admin/posts/preview", {**BLANK, "body": body}).text
        assert "„now“" in page
        post_id = id_of(publish(desk, body=body))
        assert "„now“" in world.post(post_id).html
        assert world.post(post_id).renderer_version == render("").version
