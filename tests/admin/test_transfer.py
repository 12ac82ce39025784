"""Import and export at the desk: the way of a blog in and out, and who may go it."""

import io
import re
import zipfile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from blog.admin import import_screen
from blog.auth.models import Role
from blog.core import clock
from blog.media.models import MediaItem
from blog.posts.models import Post
from blog.transfer.models import Import, ImportedFile, Result, SourceFile, Stage
from blog.transfer.slices import LEASE
from tests.admin.transferring import number_of_posts, plan_of, press_on, words_of
from tests.conftest import Site
from tests.factories import Somebody, World, csrf_token
from tests.forms import Forms
from tests.transfer.archives import Zip, a_blog
from tests.transfer.pictures import picture_of

TRANSFER = "/admin/transfer"


class TestTheWay:
    def test_from_the_upload_to_the_report_without_script(
        self, world: World, desk: FlaskClient
    ) -> None:
        made = a_blog(3).add("blog/broken.md", "---\ntitle: [\n---\n").add("blog/posts/u.md", "# U")
        page = plan_of(desk, made)
        words = words_of(page)
        assert "What would come in" in words
        assert "Nothing has come in yet." in words
        assert "Bring in 4 posts and pages" in words
        assert "Left out 1" in words
        # What stays out is seen first, with its line and the reason.
        assert re.search(r"broken\.md line \d Left out \S+", words)
        assert "posts/00.md" not in words
        assert number_of_posts(world) == 0
        report = press_on(desk, page, "/application")
        assert "What came in" in words_of(report)
        assert "blog.zip” is in." in words_of(report)
        assert number_of_posts(world) == 4
        notes = desk.get(f"{report.request.path}?tab=noted")
        assert "It has no date, so it is a draft." in words_of(notes)
        everything = desk.get(f"{report.request.path}?tab=made").text
        assert len(set(re.findall(r'href="/admin/posts/\d+"', everything))) == 4

    def test_a_long_one_goes_on_at_each_press(
        self, world: World, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("FIRST_SLICE", "LONG_SLICE"):
            monkeypatch.setattr(f"blog.admin.views.transfer.{name}", 0)
        page = plan_of(desk, a_blog(3))
        assert "1 of 3 files" in words_of(page)
        assert 'value="1"' in page.text
        page = press_on(desk, page, "/work")
        assert "2 of 3 files" in words_of(page)
        page = press_on(desk, page, "/work")
        page = press_on(desk, page, "/application")
        assert "Bringing in: 1 of 3 files" in words_of(page)
        assert number_of_posts(world) == 1
        page = press_on(desk, page, "/removal")
        assert "was stopped before its end" in words_of(page)
        assert "Not reached 2" in words_of(page)

    def test_a_script_hears_how_far_it_is(
        self, world: World, owner: Somebody, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("FIRST_SLICE", "SLICE"):
            monkeypatch.setattr(f"blog.admin.views.transfer.{name}", 0)
        page = plan_of(desk, a_blog(3))
        form = next(form for form in Forms(page.text).forms if form.action.endswith("/work"))
        accept = {"Accept": "application/json"}
        answer = desk.post(form.action, data=form.data(), headers=accept)
        counts = {"made": 2, "changed": 0, "unchanged": 0, "skipped": 0}
        assert answer.json == {
            "stage": "reading",
            "done": 2,
            "total": 3,
            "counts": counts,
            "problem": "",
        }
        with world.writing() as session:
            session.scalars(select(Import)).one().busy_until = clock.now() + LEASE
        # The worker is at it: how far it is can be seen all the same.
        assert desk.post(form.action, data=form.data(), headers=accept).json == answer.json
        told = desk.post(form.action, data=form.data(), follow_redirects=True)
        assert "Reading: 2 of 3 files" in words_of(told)

    def test_the_same_blog_again_has_nothing_to_bring_in(self, desk: FlaskClient) -> None:
        press_on(desk, plan_of(desk, a_blog()), "/application")
        page = plan_of(desk, a_blog(), filename="blog (1).zip")
        assert "everything is here already" in words_of(page)
        assert not any(form.action.endswith("/application") for form in Forms(page.text).forms)

    def test_what_is_discarded_is_gone(self, world: World, desk: FlaskClient) -> None:
        page = plan_of(desk, a_blog())
        after = press_on(desk, page, "/removal")
        assert "That import is discarded." in words_of(after)
        assert "Nothing was brought in here yet." in words_of(after)
        assert desk.get(page.request.path).status_code == 404
        assert number_of_posts(world) == 0

    def test_a_button_pressed_twice_says_the_same(self, world: World, desk: FlaskClient) -> None:
        page = plan_of(desk, a_blog())
        for _ in range(2):
            assert "What came in" in words_of(press_on(desk, page, "/application"))
        assert number_of_posts(world) == 3

    def test_how_old_addresses_were_made(self, world: World, desk: FlaskClient) -> None:
        press_on(desk, plan_of(desk, a_blog(1), permalinks="/:year/:title.html"), "/application")
        assert world.app.test_client().get("/2024/00.html").status_code == 301


class TestLongReports:
    @pytest.fixture
    def address(self, world: World, owner: Somebody) -> str:
        with world.writing() as session:
            one = Import(
                name="x" * 80,
                filename="f" * 255,
                folder="t",
                started_by_id=owner.id,
                stage=Stage.PLANNED,
                total=7,
                started_at=clock.now(),
            )
            session.add(one)
            session.flush()
            for position in range(7):
                is_left_out = position in {3, 5}
                session.add(
                    ImportedFile(
                        import_id=one.id,
                        position=position,
                        path=f"{position}-{'<b>&' * 60}.md",
                        planned=Result.SKIPPED if is_left_out else Result.MADE,
                        planned_reason="<script>" if is_left_out else "",
                    )
                )
            return f"/admin/imports/{one.id}"

    def test_pages_follow_each_other(
        self, desk: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(import_screen, "SIZE", 2)
        seen = []
        following: str | None = f"{address}?tab=made"
        while following:
            text = desk.get(following).text
            seen += re.findall(r"(\d)-&lt;b&gt;", text)
            found = re.search(r'href="([^"]+)">Next<', text)
            following = found[1].replace("&amp;", "&") if found else None
        assert seen == ["0", "1", "2", "4", "6"]
        assert "To the first" in text

    def test_problems_come_first_and_names_are_text(self, desk: FlaskClient, address: str) -> None:
        text = desk.get(address).text
        assert re.findall(r"(\d)-&lt;b&gt;", text) == ["3", "5"]
        assert "&lt;script&gt;" in text
        assert "<b>&" not in text

    def test_any_query_shows_something(self, desk: FlaskClient, address: str) -> None:
        for query in ("tab=nothing", "from=x", "from=-1", "from=999", "tab=changed", "tab=all"):
            assert desk.get(f"{address}?{query}").status_code == 200


class TestWhoMay:
    @pytest.mark.parametrize("role", list(Role))
    def test_only_the_owner_and_admins_see_the_way(
        self, world: World, owner: Somebody, role: Role
    ) -> None:
        person = owner if role is Role.OWNER else world.person(role)
        page = world.sign_in(person).get("/admin/").text
        assert (TRANSFER in page) == (role in {Role.OWNER, Role.ADMIN})

    def test_an_admin_goes_on_with_what_another_began(
        self, world: World, desk: FlaskClient
    ) -> None:
        page = plan_of(desk, a_blog())
        admin = world.sign_in(world.person(Role.ADMIN, name="Anna Holm"))
        assert "blog.zip" in admin.get(TRANSFER).text
        form = next(f for f in Forms(page.text).forms if f.action.endswith("/application"))
        data = {**form.data(), "csrf_token": csrf_token(admin)}
        done = admin.post(form.action, data=data, follow_redirects=True)
        assert "What came in" in done.text

    def test_earlier_imports_follow_each_other(
        self, world: World, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(import_screen, "EARLIER", 2)
        for number in range(3):
            plan_of(desk, a_blog(1), filename=f"number-{number}.zip")
        page = desk.get(TRANSFER).text
        older = re.search(r'href="(/admin/transfer\?before=\d+)"', page)
        assert older is not None
        assert re.findall(r"number-\d", page) == ["number-2", "number-1"]
        assert re.findall(r"number-\d", desk.get(older[1]).text) == ["number-0"]


@pytest.mark.commits
class TestExport:
    @pytest.fixture
    def world(self, own_site: Site) -> World:
        return World(own_site.app)

    def test_everything_goes_out_as_one_file(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.published(owner, title="Tides")
        answer = desk.get("/admin/export", buffered=True)
        assert answer.status_code == 200
        assert answer.mimetype == "application/zip"
        assert answer.headers["Cache-Control"] == "no-store"
        name = re.fullmatch(
            r"attachment; filename=(low-water-\d{4}-\d\d-\d\d)\.zip",
            answer.headers["Content-Disposition"],
        )
        assert name is not None
        assert answer.content_length == len(answer.data)
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert archive.testzip() is None
            assert archive.namelist() == ["posts/tides.md", "quire.yaml"]

    def test_the_same_site_gives_the_same_bytes(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.published(owner, title="Tides")
        first, second = (desk.get("/admin/export", buffered=True).data for _ in range(2))
        assert first == second

    def test_what_went_out_comes_in_elsewhere(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        kept = world.draft(owner, title="Tides", body="Old.")
        world.publish(kept, owner)
        world.save(kept, owner, 1, title="Tides", body="New.")
        exported = desk.get("/admin/export", buffered=True).data
        with world.writing() as session:
            session.delete(session.get_one(Post, kept))
        page = plan_of(desk, exported)
        assert "Bring in 1 post or page" in words_of(page)
        assert "It says what the site is called." in words_of(page)
        press_on(desk, page, "/application")
        with world.reading() as session:
            post = session.scalars(select(Post)).one()
            assert (post.slug, post.has_changes) == ("tides", True)


class TestPictures:
    def test_the_plan_and_the_report_say_how_many_come_in(
        self, world: World, desk: FlaskClient
    ) -> None:
        text = "---\ntitle: Tides\ndate: 2024-03-01\n---\n![A](/a.png) ![B](/b.png) ![C](/c.png)\n"
        made = Zip().add("blog/posts/tides.md", text)
        for name, colour in {"a": "red", "b": "green"}.items():
            made.add(f"blog/static/{name}.png", picture_of(colour))
        page = plan_of(desk, made)
        assert "With them come 2 pictures and files for the library." in words_of(page)
        assert "“/c.png” stays behind. It is not in the folder." in words_of(page)
        report = press_on(desk, page, "/application")
        assert "With them came 2 pictures and files for the library." in words_of(report)
        assert "/media/" in desk.get("/tides").text

    def test_a_library_comes_in_where_nothing_else_is_new(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        item = world.picture(owner, "gauge.png")
        world.draft(owner, title="Tides")
        content = desk.get("/admin/export", buffered=True).data
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert f"media/{item.key}/gauge.png" in archive.namelist()
            made = Zip()
            for name in archive.namelist():
                made.add(name, archive.read(name))
        press_on(desk, plan_of(desk, made), "/application")
        with world.writing() as session:
            session.delete(session.get_one(MediaItem, item.id))
            # As on a site that has the posts and not the library.
            session.execute(delete(SourceFile))
        page = plan_of(desk, made)
        assert "Bring in 1 picture or file" in words_of(page)
        assert "What came in" in words_of(press_on(desk, page, "/application"))
        with world.reading() as session:
            assert session.scalars(select(MediaItem.key)).all() == [item.key]

    def test_a_library_that_is_too_large_for_a_download_is_not_begun(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        item = world.picture(owner)
        with world.writing() as session:
            session.get_one(MediaItem, item.id).size = 3_210_000_000
        answer = desk.get("/admin/export", follow_redirects=True)
        assert "The library takes 3.2 GB, which is too much for one download." in words_of(answer)
        assert "flask transfer export-markdown" in words_of(answer)
