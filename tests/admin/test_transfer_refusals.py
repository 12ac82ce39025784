"""What is wrong with an upload is told beside its cause, and nobody loses what was typed."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blog.auth.models import Role
from blog.transfer.models import Import
from tests.admin.transferring import plan_of, press_on, upload, words_of
from tests.factories import PASSWORD, Somebody, World, csrf_token
from tests.forms import Forms
from tests.transfer.archives import Zip, a_blog


class TestErrors:
    def test_no_file(self, desk: FlaskClient) -> None:
        page = desk.post("/admin/imports", data={"csrf_token": csrf_token(desk)})
        assert page.status_code == 422
        assert 'id="archive-error">Choose a zip file first.' in page.text

    def test_every_dangerous_file_is_named_beside_the_field(
        self, world: World, desk: FlaskClient
    ) -> None:
        page = upload(desk, Zip().add("../out.md").add("/etc/x.md").add("old.zip").add("a.md"))
        assert page.status_code == 422
        words = words_of(page)
        assert "3 files in it are out of order, so nothing was unpacked." in words
        for told in (
            "“../out.md” leads out of the folder.",
            "“/etc/x.md” has an absolute path.",
            "“old.zip” is an archive itself.",
        ):
            assert told in words
        with world.reading() as session:
            assert session.scalars(select(Import)).all() == []

    def test_a_pattern_that_is_none_and_what_else_was_typed(self, desk: FlaskClient) -> None:
        page = upload(desk, a_blog(), permalinks="/:yeer/:title/", overwrite="y")
        assert page.status_code == 422
        assert "“:yeer” is no part of a permalink." in page.text
        form = Forms(page.text)["upload"]
        assert form.value("permalinks") == "/:yeer/:title/"
        assert form.value("overwrite") == "y"

    @pytest.mark.parametrize("content", [b"", b"# A text", Zip().bytes()])
    def test_what_is_no_zip_of_a_blog(self, desk: FlaskClient, content: bytes) -> None:
        page = upload(desk, content)
        assert page.status_code == 422
        assert 'id="archive-error"' in page.text

    def test_files_that_are_gone_are_told_on_the_page(
        self, world: World, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("blog.admin.views.transfer.FIRST_SLICE", 0)
        page = plan_of(desk, a_blog())
        with world.writing() as session:
            session.scalars(select(Import)).one().folder = "elsewhere"
        told = press_on(desk, page, "/work")
        assert "Its files are not on this server any more." in told.text


class TestSize:
    """Whoever may bring a blog in may send more than a form, and no more than is allowed."""

    @pytest.fixture(autouse=True)
    def small(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(world.app.config, "MAX_CONTENT_LENGTH", 10_000)
        monkeypatch.setitem(world.app.config, "LARGEST_IMPORT", 100_000)
        monkeypatch.setattr("blog.admin.views.transfer.FORM", 1000)

    def test_more_than_a_form_is_taken(self, desk: FlaskClient) -> None:
        large = a_blog().add("blog/image.png", bytes(50_000), compress_type=0)
        assert "What would come in" in words_of(plan_of(desk, large))

    def test_too_much_is_told_beside_the_field(self, desk: FlaskClient) -> None:
        page = upload(desk, bytes(200_000))
        assert page.status_code == 413
        assert "It is larger than 0 MB." in page.text
        assert 'aria-invalid="true"' in page.text

    def test_other_forms_keep_their_bound(self, desk: FlaskClient) -> None:
        data = {"csrf_token": csrf_token(desk), "body": "x" * 20_000}
        page = desk.post("/admin/posts", data=data)
        assert page.status_code == 413
        assert "what you typed is still in the form" in page.text

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.AUTHOR])
    def test_who_may_not_is_refused_before_it_is_read(
        self, world: World, owner: Somebody, role: Role
    ) -> None:
        client = world.sign_in(world.person(role))
        assert upload(client, bytes(50_000)).status_code == 403

    def test_whoever_was_signed_out_is_told_to_choose_it_again(
        self, world: World, owner: Somebody
    ) -> None:
        client = world.app.test_client()
        response = upload(client, bytes(50_000))
        assert response.location == "/auth/sign-in?next=/admin/transfer"
        page = client.get(response.location).text
        assert "You were signed out, so the file was not taken." in page


class TestSession:
    def test_a_small_file_has_to_be_chosen_again_after_the_sign_in(
        self, world: World, owner: Somebody
    ) -> None:
        client = world.app.test_client()
        page = upload(client, a_blog(), permalinks="pretty")
        assert page.status_code == 401
        assert "Only the file has to be chosen again" in page.text
        (form,) = Forms(page.text).forms
        data = form.data(email=owner.email, password=PASSWORD)
        again = client.post(form.action, data=data)
        (form,) = Forms(again.text).forms
        resent = client.post(form.action, data=form.data())
        assert resent.status_code == 422
        assert "Choose a zip file first." in resent.text
        assert Forms(resent.text)["upload"].value("permalinks") == "pretty"
