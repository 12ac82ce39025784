"""A process that writes, for tests of what happens when several do at once.

    python -m tests.writers URL FOLDER DEED POST_ID ACTOR_ID TIMES

It says `ready`, waits for a line on its input, and then acknowledges each change on a line
of its own, after the commit: the number of the revision and the text in it.
"""

import sys
from pathlib import Path

from flask import Flask

from blog.auth.models import Person
from blog.core import clock
from blog.core.database import db, write
from blog.core.html import render
from blog.posts import publishing, saving
from blog.posts.models import Post, Revision
from blog.posts.publishing import PublicationChange
from blog.posts.rendering import bring_up_to_date
from blog.posts.saving import Edit
from blog.posts.snapshot import Snapshot
from blog.site.context import house_style, site_host
from tests.conftest import bare_app
from tests.factories import Somebody


def main(url: str, folder: str, deed: str, *numbers: str) -> None:
    post_id, actor_id, times = map(int, numbers)
    app = bare_app(url, Path(folder))
    with app.app_context():
        person = db.session.get_one(Person, actor_id)
        actor = Somebody(person.id, person.name, person.role, "", person.handle)
    say("ready")
    sys.stdin.readline()
    for turn in range(times):
        # As a request does: look first, then write.
        with app.app_context():
            DEEDS[deed](app, post_id, actor, turn)


def save(app: Flask, post_id: int, actor: Somebody, turn: int) -> None:
    head = db.session.get_one(Post, post_id).head_number
    body = f"{actor.name}, turn {turn}"
    with write() as session:
        typed = content(body, actor, turn)
        saved = saving.save(session, post_id, Edit(typed, head), actor, clock.now())
    say(f"{saved.number} {body}")


def publish(app: Flask, post_id: int, actor: Somebody, turn: int) -> None:
    """Look at a post as its page does, then publish it: every publication meets every other
    at the one row of the content version."""
    head = db.session.get_one(Post, post_id).head_number
    body = db.session.get_one(Revision, (post_id, head)).body
    style = house_style()
    rendered = render(body, style)
    with write() as session:
        change = PublicationChange(head, rendered, None, style)
        publishing.publish(session, post_id, change, actor, clock.now())
    say(f"{head} published {turn}")


def hold(app: Flask, post_id: int, actor: Somebody, turn: int) -> None:
    """Stop in the middle of a change, before its commit, until somebody says a line."""
    with write() as session:
        body = "never acknowledged"
        head = session.get_one(Post, post_id).head_number
        edit = Edit(content(body, actor, turn), head)
        saving.save(session, post_id, edit, actor, clock.now())
        say("inside")
        sys.stdin.readline()
    say(body)


def bring_up(app: Flask, post_id: int, actor: Somebody, turn: int) -> None:
    """Render again whatever is out of date."""
    for _ in bring_up_to_date(site_host(), clock.now):
        pass
    say(f"{turn} brought up to date")


def pause(app: Flask, post_id: int, actor: Somebody, turn: int) -> None:
    """Render again what is out of date, and stop after each batch until somebody says a line."""
    for batch in bring_up_to_date(site_host(), clock.now):
        say(f"{batch.done} stored")
        sys.stdin.readline()


def content(body: str, actor: Somebody, turn: int) -> Snapshot:
    # The same new tags at about the same time, and each person says them in another order:
    # whoever waits for the other's first tag must not hold what the other waits for.
    tags = [f"Tag {turn} {letter}" for letter in "abc"]
    if actor.id % 2:
        tags.reverse()
    return Snapshot(title="Tides", body=body, tags=tuple(tags), bylines=(actor.id,))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


DEEDS = {"save": save, "hold": hold, "publish": publish, "bring_up": bring_up, "pause": pause}

if __name__ == "__main__":
    main(*sys.argv[1:])
