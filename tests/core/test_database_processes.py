"""`with write():`, with real processes that write at once, and one that is killed."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from blog.core.database import db
from blog.posts.models import Reason
from blog.tags.models import Tag
from tests.conftest import Site
from tests.factories import Somebody, World

ROOT = Path(__file__).parent.parent.parent
TURNS = 100

pytestmark = pytest.mark.commits


class Writer:
    """A process of tests/writers.py."""

    def __init__(self, site: Site, deed: str, post_id: int, actor: Somebody) -> None:
        numbers = (str(post_id), str(actor.id), str(TURNS))
        folder = str(site.app.config["INSTANCE_PATH"])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.writers", site.url, folder, deed, *numbers],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.expect("ready")

    @property
    def output(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def expect(self, line: str) -> None:
        said = self.output.readline().strip()
        assert said == line, said or self.errors()

    def errors(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read()

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def acknowledged(self) -> list[tuple[int, str]]:
        """Read to the end of its output: each line that it managed to say."""
        lines = [line.strip().split(" ", 1) for line in self.output if line.endswith("\n")]
        return [(int(number), body) for number, body in lines]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                # What it was still to be told, nobody hears.
                with suppress(BrokenPipeError):
                    pipe.close()


StartWriter = Callable[[str, int, Somebody], Writer]


@pytest.fixture
def start_writer(own_site: Site) -> Iterator[StartWriter]:
    """Return what starts a process that writes and waits for a sign to begin."""
    writers: list[Writer] = []

    def start(deed: str, post_id: int, actor: Somebody) -> Writer:
        writers.append(Writer(own_site, deed, post_id, actor))
        return writers[-1]

    yield start
    for writer in writers:
        writer.end()


class TestTwoProcesses:
    def test_saves_of_one_post_all_arrive_and_are_numbered_without_a_gap(
        self, own_world: World, two: list[Somebody], start_writer: StartWriter
    ) -> None:
        post_id = own_world.draft(two[0])
        said = run([start_writer("save", post_id, person) for person in two])
        revisions = own_world.revisions(post_id)
        assert [r.number for r in revisions] == list(range(1, 2 * TURNS + 2))
        stored = {(r.number, r.body) for r in revisions[1:]}
        assert stored == {line for lines in said for line in lines}
        heads = [r.number for r in revisions if r.reason is Reason.SAVE]
        assert own_world.post(post_id).head_number == heads[-1]
        # Each revision that became head was written on top of the head before it.
        assert [r.based_on for r in revisions if r.number in heads[1:]] == heads[:-1]

    def test_saves_of_two_posts_all_arrive(
        self, own_world: World, two: list[Somebody], start_writer: StartWriter
    ) -> None:
        posts = [own_world.draft(person) for person in two]
        pairs = zip(posts, two, strict=True)
        said = run([start_writer("save", post_id, person) for post_id, person in pairs])
        for post_id, lines in zip(posts, said, strict=True):
            revisions = own_world.revisions(post_id)
            assert [(r.number, r.body) for r in revisions[1:]] == lines
            assert {r.reason for r in revisions} == {Reason.SAVE}
            assert own_world.post(post_id).head_number == TURNS + 1

    def test_publications_of_two_posts_all_succeed_and_each_raises_the_content_version(
        self, own_world: World, two: list[Somebody], start_writer: StartWriter
    ) -> None:
        posts = [own_world.draft(person) for person in two]
        before = own_world.content_number()
        pairs = zip(posts, two, strict=True)
        run([start_writer("publish", post_id, person) for post_id, person in pairs])
        assert own_world.content_number() == before + 2 * TURNS


def run(writers: list[Writer]) -> list[list[tuple[int, str]]]:
    """Let all of them begin, and return what each acknowledged. None may fail."""
    for writer in writers:
        writer.go()
    said = [writer.acknowledged() for writer in writers]
    for writer in writers:
        assert writer.process.wait() == 0, writer.errors()
    assert [len(lines) for lines in said] == [TURNS] * len(writers)
    return said


class TestKilled:
    def test_a_writer_killed_at_any_moment_loses_nothing_that_it_acknowledged(
        self, own_site: Site, own_world: World, two: list[Somebody], start_writer: StartWriter
    ) -> None:
        post_id = own_world.draft(two[0])
        writer = start_writer("save", post_id, two[0])
        writer.go()
        first = [writer.output.readline() for _ in range(20)]
        writer.process.kill()
        rest = writer.acknowledged()
        revisions = own_world.revisions(post_id)
        # One more may be stored than it had the time to say.
        assert len(revisions) - 1 - len(first) - len(rest) in {0, 1}
        bodies = {(r.number, r.body) for r in revisions}
        assert bodies.issuperset(rest)
        assert_whole(own_site.app, own_world, post_id)

    def test_a_writer_killed_within_a_change_leaves_none_of_it_and_holds_up_nobody(
        self, own_site: Site, own_world: World, two: list[Somebody], start_writer: StartWriter
    ) -> None:
        post_id = own_world.draft(two[0], body="One.")
        writer = start_writer("hold", post_id, two[0])
        writer.go()
        writer.expect("inside")
        writer.process.kill()
        writer.process.wait()
        assert [r.body for r in own_world.revisions(post_id)] == ["One."]
        with own_world.reading() as session:
            assert session.scalar(select(func.count()).select_from(Tag)) == 0
        assert own_world.save(post_id, two[1], based_on=1, body="Two.").number == 2
        assert_whole(own_site.app, own_world, post_id)


def assert_whole(app: Flask, world: World, post_id: int) -> None:
    """Check that the database is sound and that the head is a revision that is there."""
    revisions = world.revisions(post_id)
    assert [r.number for r in revisions] == list(range(1, len(revisions) + 1))
    assert world.post(post_id).head_number == len(revisions)
    with app.app_context():
        connection = db.session.connection()
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
