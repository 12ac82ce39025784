"""A server that is killed in the middle of saves: no acknowledged word is lost."""

from http.client import HTTPException
from pathlib import Path
from threading import Condition, Thread
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from blog.core.database import db
from blog.posts.models import Revision
from tests.conftest import bare_app
from tests.servers import Server, serving
from tests.visitors import CSRF, Visitor

pytestmark = pytest.mark.commits

ENOUGH = 12
SECONDS = 60


class Writer:
    """Somebody who saves one text after the other until the server is gone."""

    def __init__(self, visitor: Visitor, news: Condition, saved: dict[int, list[str]]) -> None:
        self.visitor = Visitor(visitor.url, dict(visitor.cookies))
        text = {"title": "T", "body": "0", "visibility": "public"}
        made = self.visitor.post("/admin/posts", "/admin/posts/new", **text)
        self.page = urlsplit(made.headers["Location"]).path
        self.post_id = int(self.page.rpartition("/")[2])
        self.news, self.saved = news, saved
        self.saved[self.post_id] = ["0"]
        self.thread = Thread(target=self.write)

    def write(self) -> None:
        found = CSRF.search(self.visitor.get(f"{self.page}?base=1").text)
        assert found is not None
        based_on, body = 1, "1"
        while True:
            try:
                answer = self.visitor.send(
                    f"{self.page}/revisions",
                    csrf_token=found[1],
                    title="T",
                    body=body,
                    visibility="public",
                    based_on=based_on,
                )
            except (OSError, HTTPException):
                return
            if answer.status != 302:
                return
            with self.news:
                self.saved[self.post_id].append(body)
                self.news.notify_all()
            based_on += 1
            body = f"{based_on} " + "words " * 2000


def test_every_acknowledged_save_is_there_after_a_restart(tmp_path: Path) -> None:
    news, saved = Condition(), dict[int, list[str]]()
    with serving(tmp_path) as server:
        visitor = Visitor(server.url)
        visitor.set_up(server.setup_link)
        writers = [Writer(visitor, news, saved) for _ in range(3)]
        for writer in writers:
            writer.thread.start()
        with news:
            enough = news.wait_for(lambda: min(map(len, saved.values())) > ENOUGH, SECONDS)
        server.kill()
        for writer in writers:
            writer.thread.join(SECONDS)
        assert enough, server.output
    with serving(tmp_path) as again:
        check(again, tmp_path, visitor, saved)


def check(again: Server, folder: Path, visitor: Visitor, saved: dict[int, list[str]]) -> None:
    visitor.url = again.url
    app = bare_app(f"sqlite:///{folder / 'quire.sqlite3'}", folder)
    for post_id, bodies in saved.items():
        with app.app_context():
            of_post = select(Revision.body).where(Revision.post_id == post_id)
            kept = db.session.scalars(of_post.order_by(Revision.number)).all()
            db.engine.dispose()
        # One more may have been stored whose answer never arrived.
        assert kept[: len(bodies)] == bodies
        assert len(kept) <= len(bodies) + 1
        editor = visitor.get(f"/admin/posts/{post_id}?base={len(kept)}")
        assert editor.status == 200
        assert kept[-1] in editor.text
