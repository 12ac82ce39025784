"""The import of a folder that Quire exported: each file is a record, and one is of the site."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from blog.core.database import db, end_reading, write
from blog.core.forms import many_lines
from blog.core.markdown.media import SCHEME
from blog.media.resolving import typeset
from blog.posts.media_uses import keys_of
from blog.posts.models import State
from blog.site.queries import read_site
from blog.transfer.exporting import LIVE, SITE_FILE
from blog.transfer.folder import Content, File, content_of
from blog.transfer.front_matter import Parted, part
from blog.transfer.media_returning import keys_here
from blog.transfer.models import Result, Source
from blog.transfer.plan import Outcome, Plan, Skip, source_of
from blog.transfer.records import Record, read_record
from blog.transfer.references import rewritten
from blog.transfer.restoring import Restoration, restore
from blog.transfer.site_file import read_site_file, restore_site

LIVE_FILE = f"{LIVE}.md"
SITE_NOTE = (
    "It says what the site is called. That is taken over where nothing is written yet, and "
    "people and topics that are missing are made."
)


def site_file_of(folder: Path) -> Iterator[File]:
    """Yield the file that speaks of the site, where there is one."""
    place = folder / SITE_FILE
    if place.is_file():
        yield File(SITE_FILE, place)


def take_site(file: File, plan: Plan) -> Outcome:
    """Bring in what a folder says of the site. It is no post, so it counts as unchanged.

    Raises:
        Unreadable, DomainError: it is left alone, for the reason that they give.
    """
    values = read_site_file(content_of(file, plan.folder).text)
    if not plan.dry_run:
        with write() as session:
            restore_site(session, values, plan.now)
    return Outcome(file.path, Result.UNCHANGED, notes=(SITE_NOTE,))


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
    pair = _with_keys_here(_pair(file, read_record(parted), plan), plan)
    style = read_site(db.session()).style(plan.host)
    end_reading()
    if plan.dry_run:
        return Outcome(file.path, Result.MADE)
    rendered = typeset(db.session(), pair.live.snapshot.body, style)
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
        outcome = Outcome(file.path, Result.MADE)
        plan.keep(session, outcome)
    return outcome


def _with_keys_here(pair: _Pair, plan: Plan) -> _Pair:
    keys = {*keys_of(pair.live.snapshot), *keys_of(pair.head.snapshot)}
    here = keys_here(db.session(), keys, plan)
    if not here:
        return pair
    head = _with_keys(pair.head, here)
    return _Pair(head if pair.live is pair.head else _with_keys(pair.live, here), head)


def _with_keys(record: Record, here: Mapping[str, str]) -> Record:
    snapshot = record.snapshot
    addresses = {f"{SCHEME}{key}": f"{SCHEME}{other}" for key, other in here.items()}
    body = rewritten(snapshot.body, addresses.get)
    cover = here.get(snapshot.cover, snapshot.cover)
    return replace(record, snapshot=replace(snapshot, body=body, cover=cover))


def _pair(file: File, head: Record, plan: Plan) -> _Pair:
    if not head.has_live:
        return _Pair(head, head)
    live = content_of(_live_of(file), plan.folder)
    return _Pair(read_record(part(many_lines(live.text))), head)
