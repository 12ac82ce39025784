"""A folder comes in: what its files become."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blog.auth.models import Person, Role
from blog.posts.models import Kind, Reason, Scope, State, Visibility
from blog.transfer.models import Result
from tests.factories import Somebody, World
from tests.posts.stored import addresses, bylines, live_bylines, publications, tags
from tests.posts.times import NOW
from tests.transfer.folders import Folder, tables


class TestWhatComesIn:
    def test_a_post_with_everything(self, folder: Folder, world: World) -> None:
        folder.write(
            "_posts/2024-03-01-tides.md",
            "The *sea*. ![A boat](/img/boat.png)",
            title="On tides",
            date="2024-03-01 10:00",
            updated="2024-05-01 08:00",
            tags=["Sea", "Harbour"],
            categories=["News"],
            slug="low-water",
            summary="What the sea does.",
            featured=True,
            weight=3,
        )
        (outcome,) = folder.run()
        assert (outcome.result, outcome.reason) == (Result.MADE, "")
        assert outcome.notes == ("Line 15: “/img/boat.png” stays behind. It is not in the folder.",)
        post = folder.post("_posts/2024-03-01-tides.md")
        assert (post.kind, post.state, post.visibility) == (
            Kind.POST,
            State.PUBLISHED,
            Visibility.PUBLIC,
        )
        # Without a zone of its own a time is one of the site, which is in Paris.
        assert post.published_at == datetime(2024, 3, 1, 9, tzinfo=UTC)
        assert post.updated_at == datetime(2024, 5, 1, 6, tzinfo=UTC)
        assert (post.title, post.slug, post.summary) == (
            "On tides",
            "low-water",
            "What the sea does.",
        )
        assert post.html is not None
        assert "<em>sea</em>" in post.html
        both = {"sea", "harbour", "news"}
        assert tags(world, post.id, Scope.HEAD) == tags(world, post.id, Scope.LIVE) == both
        source = folder.source("_posts/2024-03-01-tides.md")
        assert source.front_matter == {"featured": True, "weight": 3}
        assert source.pictures == ["/img/boat.png"]
        assert (source.number, source.read_at) == (1, NOW)
        (revision,) = world.revisions(post.id)
        assert (revision.reason, revision.created_at) == (Reason.IMPORT, NOW)

    def test_pages_drafts_what_is_scheduled_and_what_is_unlisted(self, folder: Folder) -> None:
        folder.write_text("about.md", "---\ntitle: About\n---\nWho we are.")
        folder.write("posts/draft.md", draft=True)
        folder.write("posts/later.md", date="2030-01-01")
        folder.write("posts/quiet.md", unlisted=True)
        folder.write_text("posts/undated.md", "# Undated\n\nBody")
        assert set(folder.results().values()) == {Result.MADE}
        about, draft, later, quiet, undated = (
            folder.post(path)
            for path in (
                "about.md",
                "posts/draft.md",
                "posts/later.md",
                "posts/quiet.md",
                "posts/undated.md",
            )
        )
        assert (about.kind, about.state, about.published_at) == (Kind.PAGE, State.PUBLISHED, NOW)
        assert (draft.state, draft.published_at, draft.slug) == (State.DRAFT, None, None)
        assert later.is_scheduled(NOW)
        assert (quiet.state, quiet.visibility) == (State.PUBLISHED, Visibility.UNLISTED)
        assert (undated.kind, undated.state) == (Kind.POST, State.DRAFT)

    def test_readers_see_it_with_its_date_its_authors_and_its_topics(
        self, folder: Folder, client: FlaskClient
    ) -> None:
        folder.write("posts/tides.md", title="Tides", authors=["Hollis Vane"], tags=["Sea"])
        folder.write("posts/draft.md", title="Not yet", draft=True)
        folder.run()
        page = client.get("/tides")
        assert page.status_code == 200
        assert [
            word for word in ("Tides", "Hollis Vane", "Sea", "2024") if word not in page.text
        ] == []
        assert client.get("/authors/hollis-vane").status_code == 200
        assert "Not yet" not in client.get("/").text
        assert client.get("/draft").status_code == 404


class TestAuthors:
    def test_they_are_people_without_accounts_whatever_the_case_of_their_names(
        self, folder: Folder, world: World
    ) -> None:
        folder.write("posts/a.md", author="parkr")
        folder.write("posts/b.md", author="DirtyF")
        folder.write("posts/c.md", authors=["dirtyf", "parkr"])
        folder.run()
        with world.reading() as session:
            people = {
                person.handle: person
                for person in session.scalars(select(Person).where(Person.role != Role.OWNER))
            }
        assert {handle: person.name for handle, person in people.items()} == {
            "parkr": "parkr",
            "dirtyf": "DirtyF",
        }
        assert [p for p in people.values() if p.email or p.password_hash] == []
        both = [people["dirtyf"].id, people["parkr"].id]
        post_id = folder.post_id("posts/c.md")
        assert bylines(world, post_id) == live_bylines(world, post_id) == both

    def test_somebody_who_is_here_already_is_the_same_person(
        self, folder: Folder, world: World, owner: Somebody
    ) -> None:
        folder.write("posts/a.md", author="Odile Farrow")
        folder.run()
        assert bylines(world, folder.post_id("posts/a.md")) == [owner.id]

    @pytest.mark.parametrize("author", ["", "  ", None, []])
    def test_a_name_that_is_none_makes_nobody(
        self, folder: Folder, world: World, author: object
    ) -> None:
        folder.write("posts/a.md", author=author)
        assert set(folder.results().values()) == {Result.MADE}
        assert bylines(world, folder.post_id("posts/a.md")) == []
        assert len(tables(world)["people"]) == 1

    def test_everything_belongs_to_whoever_brings_it_in(
        self, folder: Folder, owner: Somebody
    ) -> None:
        folder.write("posts/a.md", author="parkr")
        folder.run()
        assert folder.post("posts/a.md").owner_id == owner.id


class TestSlugs:
    def test_one_that_is_taken_gets_a_number_and_is_told(
        self, folder: Folder, world: World, owner: Somebody
    ) -> None:
        world.published(owner, slug="tides")
        folder.write("posts/tides.md")
        (outcome,) = folder.run()
        assert outcome.notes == ("The address “tides” is taken; this one is “tides-2”.",)
        assert folder.post("posts/tides.md").slug == "tides-2"
        folder.write("posts/tides.md", "Changed")
        folder.run()
        assert folder.post("posts/tides.md").slug == "tides-2"

    def test_one_that_is_reserved_gets_a_number_and_leads_on_from_its_old_address(
        self, folder: Folder, client: FlaskClient
    ) -> None:
        folder.write("admin.md", permalink="/pages/admin.html")
        folder.run()
        assert folder.post("admin.md").slug == "admin-2"
        assert client.get("/pages/admin.html").location == "/admin-2"

    def test_two_files_of_one_name_have_two_addresses(self, folder: Folder) -> None:
        folder.write("2023/posts/tides.md")
        folder.write("2024/posts/tides.md")
        folder.run()
        slugs = [folder.post(f"{year}/posts/tides.md").slug for year in (2023, 2024)]
        assert slugs == ["tides", "tides-2"]

    def test_two_imports_of_different_names_may_have_the_same_paths(self, folder: Folder) -> None:
        folder.write("posts/tides.md", title="One")
        assert folder.results(name="one") == {"posts/tides.md": Result.MADE}
        folder.write("posts/tides.md", title="Two")
        assert folder.results(name="two") == {"posts/tides.md": Result.MADE}
        assert folder.results(name="two") == {"posts/tides.md": Result.UNCHANGED}
        titles = []
        for folder.name in ("one", "two"):
            titles.append(folder.post("posts/tides.md").title)
        assert titles == ["One", "Two"]


def test_names_with_odd_signs_come_in(folder: Folder, world: World) -> None:
    paths = ("posts/a\nb.md", "posts/🌊.md", "posts/a..b.md", "posts/ü ß.md")
    for number, path in enumerate(paths):
        folder.write(path, title=f"Title {number}")
    assert set(folder.results().values()) == {Result.MADE}
    found = addresses(world)
    assert len([path for path, (_, current) in found.items() if current]) == 4
    assert [path for path in found if "\n" in path or "🌊" in path] == []


def test_later_changes_of_the_time_are_not_those_of_the_past(folder: Folder, world: World) -> None:
    folder.write("posts/a.md")
    folder.run()
    ((number, published_at, made_at, made_by),) = publications(world, folder.post_id("posts/a.md"))
    assert (number, made_at, made_by) == (1, NOW, folder.owner.id)
    assert published_at < NOW - timedelta(days=365)
