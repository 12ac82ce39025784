"""An import at the desk: slices, stages, leases, names, and what is left at the end."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from blog.auth.models import Role
from blog.core.errors import DomainError, Forbidden
from blog.posts.models import Post
from blog.transfer.archive import Refused
from blog.transfer.models import Import, Result, Source, Stage
from blog.transfer.queries import Tab
from blog.transfer.slices import LEASE, Busy
from blog.transfer.uploads import FORGOTTEN_AFTER
from tests.factories import Somebody, World
from tests.transfer.archives import POST, Zip, a_blog
from tests.transfer.uploading import Clock, Meanwhile, Uploads


@pytest.fixture
def imports(world: World, owner: Somebody, tmp_path: Path) -> Uploads:
    return Uploads(world, owner, tmp_path / "imports")


def posts(world: World) -> list[Post]:
    with world.reading() as session:
        return list(session.scalars(select(Post)))


class TestStages:
    def test_it_is_read_then_waits_for_a_yes_and_then_comes_in(
        self, world: World, imports: Uploads
    ) -> None:
        import_id = imports.start(a_blog(3).add("blog/broken.md", "no title"))
        assert (imports.one(import_id).stage, imports.one(import_id).total) == (Stage.READING, 4)
        imports.work(import_id)
        assert imports.one(import_id).stage is Stage.PLANNED
        assert posts(world) == []
        totals = imports.standing(import_id).totals
        assert (totals[Tab.MADE], totals[Tab.SKIPPED]) == (3, 1)
        imports.apply(import_id)
        imports.work(import_id)
        one = imports.one(import_id)
        assert (one.stage, one.finished_at, one.busy_until) == (Stage.DONE, imports.clock.now, None)
        assert len(posts(world)) == 3
        assert imports.folders() == []

    def test_the_report_tells_what_the_plan_told(self, imports: Uploads) -> None:
        made = a_blog(1).add("blog/broken.md", "---\ntitle: [\n---\n").add("blog/posts/u.md", "# U")
        files = imports.files(imports.bring_in(made))
        broken, undated = files["broken.md"], files["posts/u.md"]
        assert broken.planned is broken.result is Result.SKIPPED
        assert broken.planned_reason == broken.reason != ""
        assert broken.planned_line == broken.line is not None
        assert undated.planned_notes == undated.notes == "It has no date, so it is a draft."

    def test_a_plan_is_not_brought_in_by_more_work(self, world: World, imports: Uploads) -> None:
        import_id = imports.start(a_blog())
        for _ in range(3):
            imports.work(import_id)
        assert imports.one(import_id).stage is Stage.PLANNED
        assert posts(world) == []

    def test_an_export_comes_in_with_its_site(self, world: World, imports: Uploads) -> None:
        import_id = imports.bring_in(a_blog(1).add("blog/quire.yaml", "nothing of ours"))
        row = imports.files(import_id)["quire.yaml"]
        assert (row.result, row.reason) == (Result.SKIPPED, "It is not a file that Quire wrote.")
        assert next(iter(imports.files(import_id))) == "quire.yaml"

    def test_old_addresses_and_overwriting(self, world: World, imports: Uploads) -> None:
        first = imports.bring_in(a_blog(1), permalinks="/:year/:title.html")
        assert imports.one(first).permalinks == "/:year/:title.html"
        assert world.app.test_client().get("/2024/00.html").status_code == 301
        changed = Zip().add("blog/posts/00.md", POST.format("Changed"))
        (post,) = posts(world)
        world.save(post.id, imports.actor, post.head_number, title="Mine")
        refused = imports.bring_in(changed)
        assert "edited here" in (imports.files(refused)["posts/00.md"].reason or "")
        imports.bring_in(changed, overwrite=True)
        assert world.post(post.id).title == "Changed"


class TestSlices:
    def test_one_file_at_a_time_it_ends_the_same(self, world: World, imports: Uploads) -> None:
        import_id = imports.start(a_blog(3))
        for number in range(1, 4):
            assert imports.one(import_id).stage is Stage.READING
            imports.one_more(import_id)
            assert imports.standing(import_id).done == number
        imports.apply(import_id)
        for number in range(1, 4):
            assert imports.one(import_id).stage is Stage.WORKING
            imports.one_more(import_id)
            assert imports.standing(import_id).done == len(posts(world)) == number
        assert imports.one(import_id).stage is Stage.DONE

    def test_a_slice_ends_when_its_time_is_over(self, imports: Uploads) -> None:
        import_id = imports.start(a_blog(30))
        imports.clock.step = timedelta(seconds=1)
        imports.work(import_id, seconds=8)
        assert 1 < imports.standing(import_id).done < 10

    def test_more_files_than_are_asked_for_at_once(
        self, world: World, imports: Uploads, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("blog.transfer.slices.AT_ONCE", 2)
        imports.bring_in(a_blog(5))
        assert len(posts(world)) == 5


class TestTwoAtOnce:
    def test_whoever_comes_second_waits(self, imports: Uploads) -> None:
        import_id = imports.start(a_blog())
        hold(imports, import_id, LEASE)
        with pytest.raises(Busy, match="in the background, in another tab"):
            imports.work(import_id)
        assert imports.files(import_id) == {}

    def test_a_lease_that_was_left_behind_runs_out(self, imports: Uploads) -> None:
        import_id = imports.start(a_blog())
        hold(imports, import_id, LEASE)
        imports.clock.now += LEASE
        imports.work(import_id)
        assert imports.one(import_id).stage is Stage.PLANNED

    def test_whoever_lost_the_lease_takes_no_file_twice_and_ends_nothing(
        self, world: World, imports: Uploads
    ) -> None:
        import_id = imports.start(a_blog(3))
        imports.work(import_id)
        imports.apply(import_id)
        # So late that the lease of the first has run out.
        other = replace(imports, clock=Clock(imports.clock.now + LEASE))
        imports.clock = Meanwhile(imports.clock.now, happens=lambda: other.work(import_id))
        imports.work(import_id)
        assert imports.one(import_id).finished_at == other.clock.now
        assert len(posts(world)) == 3
        assert {row.result for row in imports.files(import_id).values()} == {Result.MADE}

    def test_so_it_is_while_it_is_read(self, imports: Uploads) -> None:
        import_id = imports.start(a_blog(3))
        other = replace(imports, clock=Clock(imports.clock.now + LEASE))
        imports.clock = Meanwhile(imports.clock.now, happens=lambda: other.work(import_id))
        imports.work(import_id)
        assert imports.one(import_id).stage is Stage.PLANNED
        assert imports.standing(import_id).done == 3

    def test_discarded_while_somebody_works_it_stops(self, world: World, imports: Uploads) -> None:
        import_id = imports.start(a_blog(3))
        imports.clock = Meanwhile(imports.clock.now, happens=lambda: imports.discard(import_id))
        imports.work(import_id)
        assert imports.found(import_id) is None
        assert posts(world) == []


def hold(imports: Uploads, import_id: int, span: timedelta) -> None:
    with imports.world.writing() as session:
        session.get_one(Import, import_id).busy_until = imports.clock.now + span


class TestNames:
    @pytest.mark.parametrize(
        "filename", ["blog (2).zip", "Blog copy.zip", "download.zip", "content (1) (2).zip"]
    )
    def test_the_same_blog_in_another_zip_comes_in_once(
        self, world: World, imports: Uploads, filename: str
    ) -> None:
        imports.bring_in(a_blog())
        again = imports.bring_in(a_blog().add("blog/new.md"), filename)
        assert imports.one(again).name == "blog"
        totals = imports.standing(again).totals
        assert (totals[Tab.MADE], totals[Tab.UNCHANGED]) == (1, 3)
        assert len(posts(world)) == 4

    def test_another_blog_of_the_same_name_gets_a_name_of_its_own(
        self, world: World, imports: Uploads
    ) -> None:
        imports.bring_in(a_blog())
        other = imports.bring_in(Zip().add("other/tides.md"))
        assert imports.one(other).name == "blog-2"
        third = imports.bring_in(Zip().add("third/mud.md"), "blog (3).zip")
        assert imports.one(third).name == "blog-3"
        with world.reading() as session:
            names = set(session.scalars(select(Source.name)))
        assert names == {"blog", "blog-2", "blog-3"}

    def test_a_blog_in_which_every_text_changed_is_still_the_same(self, imports: Uploads) -> None:
        imports.bring_in(a_blog(2))
        changed = Zip().add("blog/posts/00.md", POST.format("Changed"))
        again = imports.bring_in(changed)
        assert imports.one(again).name == "blog"
        assert imports.standing(again).totals[Tab.CHANGED] == 1

    @pytest.mark.parametrize("filename", ["", ".zip", "(2).zip", "???.zip", "x" * 300 + ".zip"])
    def test_any_file_name_gives_a_name(self, imports: Uploads, filename: str) -> None:
        name = imports.one(imports.start(a_blog(), filename)).name
        assert 0 < len(name) <= 80


class TestTheEnd:
    def test_what_is_discarded_leaves_nothing(self, imports: Uploads) -> None:
        import_id = imports.start(a_blog())
        imports.work(import_id)
        assert imports.discard(import_id)
        assert imports.found(import_id) is None
        assert (imports.files(import_id), imports.folders()) == ({}, [])

    def test_what_has_begun_is_stopped_and_tells_what_came_in(
        self, world: World, imports: Uploads
    ) -> None:
        import_id = imports.start(a_blog(3))
        imports.work(import_id)
        imports.apply(import_id)
        imports.one_more(import_id)
        assert not imports.discard(import_id)
        totals = imports.standing(import_id).totals
        assert (totals[Tab.MADE], totals[Tab.WAITING]) == (1, 2)
        assert imports.one(import_id).stage is Stage.DONE
        assert (len(posts(world)), imports.folders()) == (1, [])
        imports.work(import_id)
        assert len(posts(world)) == 1
        assert imports.discard(import_id)

    def test_what_nobody_went_on_with_goes_when_another_one_begins(self, imports: Uploads) -> None:
        old = imports.start(a_blog())
        done = imports.bring_in(a_blog())
        orphan = imports.root / "orphan"
        orphan.mkdir()
        imports.clock.now += FORGOTTEN_AFTER + timedelta(hours=1)
        before = imports.clock.now - FORGOTTEN_AFTER - timedelta(minutes=1)
        for folder in imports.folders():
            os.utime(folder, (before.timestamp(), before.timestamp()))
        new = imports.start(a_blog())
        assert imports.found(old) is None
        assert imports.one(done).stage is Stage.DONE
        assert [folder.name for folder in imports.folders()] == [imports.one(new).folder]

    def test_a_refused_archive_leaves_no_import(self, world: World, imports: Uploads) -> None:
        with pytest.raises(Refused):
            imports.start(Zip().add("../x.md"))
        with world.reading() as session:
            assert session.scalars(select(Import)).all() == []
        assert imports.folders() == []

    def test_files_that_are_not_here_any_more_are_told(self, imports: Uploads) -> None:
        import_id = imports.start(a_blog())
        (folder,) = imports.folders()
        folder.rename(imports.root.parent / "elsewhere")
        with pytest.raises(DomainError, match="not on this server any more"):
            imports.work(import_id)


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUTHOR, Role.EDITOR])
    def test_nobody_but_admins_and_the_owner(
        self, world: World, imports: Uploads, role: Role
    ) -> None:
        import_id = imports.start(a_blog())
        imports.actor = world.person(role)
        for forbidden in (
            lambda: imports.start(a_blog()),
            lambda: imports.apply(import_id),
            lambda: imports.discard(import_id),
        ):
            with pytest.raises(Forbidden):
                forbidden()

    def test_an_admin_may_and_owns_what_came_in(self, world: World, imports: Uploads) -> None:
        imports.actor = world.person(Role.ADMIN)
        imports.bring_in(a_blog(1))
        assert [post.owner_id for post in posts(world)] == [imports.actor.id]
