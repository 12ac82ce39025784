"""The import of a folder that Quire exported: each file is a record, and one is of the site."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from blog.core.database import db, end_reading, write
from blog.core.errors import DomainError
from blog.core.forms import many_lines
from blog.core.html import render
from blog.posts.models import State
from blog.site.queries import read_site
from blog.transfer.exporting import LIVE, SITE_FILE
from blog.transfer.folder import Content, File, content_of
from blog.transfer.front_matter import Parted, Unreadable, part
from blog.transfer.models import Source
from blog.transfer.plan import Outcome, Plan, Result, Skip, source_of
from blog.transfer.records import Record, read_record
from blog.transfer.restoring import Restoration, restore
from blog.transfer.site_file import read_site_file, restore_site

LIVE_FILE = f"{LIVE}.md"


def bring_in_site(plan: Plan) -> Iterator[Outcome]:
    """Bring in what the folder says of the site, where it does."""
    place = plan.folder / SITE_FILE
    if not place.is_file():
        return
    try:
        values = read_site_file(content_of(File(SITE_FILE, place), plan.folder).text)
        if not plan.dry_run:
            with write() as session:
                restore_site(session, values, plan.now)
    except Unreadable as error:
        yield Outcome(SITE_FILE, Result.SKIPPED, error.reason)
    except DomainError as error:
        yield Outcome(SITE_FILE, Result.SKIPPED, str(error))


def is_beside_another(file: File) -> bool:
    """Say whether a file is what readers see of a post whose head is in the file beside it."""
    return file.path.endswith(LIVE_FILE) and _head_place(file.place).is_file()


def _head_place(place: Path) -> Path:
    return place.with_name(place.name.removesuffix(LIVE_FILE) + ".md")


def _live_of(file: File) -> File:
    suffix = file.place.suffix
    path = file.path.removesuffix(suffix) + LIVE_FILE
    return File(path, file.place.with_name(file.place.name.removesuffix(suffix) + LIVE_FILE))


def with_live(file: File, folder: Path) -> Content:
    """Return the content of a file; the digest is that of both where there is one beside it."""
    content, live = content_of(file, folder), _live_of(file)
    if not live.place.is_file():
        return content
    both = content.digest + content_of(live, folder).digest
    return Content(content.text, hashlib.sha256(both.encode()).hexdigest())


@dataclass(frozen=True)
class _Pair:
    """What readers see of a post, and its head."""

    live: Record
    head: Record


def take_record(file: File, content: Content, parted: Parted, plan: Plan) -> Outcome:
    """Bring in one post of an export, once: what somebody wrote here since stays as it is.

    Raises:
        Skip, Unreadable, DomainError: it is left alone, for the reason that they give.
    """
    if source_of(db.session(), plan, file.path) is not None:
        raise Skip("It came in before, and an export comes in once.")
    pair = _pair(file, read_record(parted), plan)
    style = read_site(db.session()).style(plan.host)
    end_reading()
    if plan.dry_run:
        return Outcome(file.path, Result.MADE)
    rendered = render(pair.live.snapshot.body, style)
    with write() as session:
        restoration = Restoration(pair.live, pair.head, rendered, style)
        post = restore(session, restoration, plan.actor, plan.now)
        session.add(
            Source(
                name=plan.name,
                path=file.path,
                digest=content.digest,
                post_id=post.id,
                number=post.head_number,
                is_draft=post.state is not State.PUBLISHED,
                front_matter=dict(pair.head.front_matter),
                pictures=[],
                read_at=plan.now,
            )
        )
    return Outcome(file.path, Result.MADE)


def _pair(file: File, head: Record, plan: Plan) -> _Pair:
    if not head.has_live:
        return _Pair(head, head)
    live = content_of(_live_of(file), plan.folder)
    return _Pair(read_record(part(many_lines(live.text))), head)
