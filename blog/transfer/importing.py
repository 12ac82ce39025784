"""Import: files become posts, once each, and again only when they changed.

Every file is a change of its own, so that a run that was stopped anywhere and is started
again ends as if it had not been. A table of sources says what came in already.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from blog.auth.actions import ensure_author
from blog.core.database import db, end_reading, reread, write
from blog.core.errors import DomainError
from blog.core.forms import many_lines
from blog.core.html import Rendered, render
from blog.core.markdown.style import HouseStyle
from blog.core.slugs import is_reserved
from blog.posts import actions, publishing
from blog.posts.actions import NewPost
from blog.posts.links import add_former_address, path_of
from blog.posts.models import Address, Post, Reason, State
from blog.posts.publishing import PublicationChange
from blog.posts.snapshot import Snapshot
from blog.site.queries import read_site
from blog.transfer.documents import Document, read_document
from blog.transfer.exporting import SITE_FILE
from blog.transfer.folder import Content, File, files_of
from blog.transfer.front_matter import Unreadable, part
from blog.transfer.models import Result, Source
from blog.transfer.permalinks import address_by
from blog.transfer.plan import Outcome, Plan, Skip, source_of
from blog.transfer.records import is_record
from blog.transfer.returning import (
    is_beside_another,
    site_file_of,
    take_record,
    take_site,
    with_live,
)

RACED = "Somebody else brought in the same at this moment. Bring it in again."


def bring_in(plan: Plan) -> Iterator[Outcome]:
    """Bring in the files of a folder, one after the other, and say what became of each post.

    Of the file that speaks of the site it says something only where that was skipped.
    """
    for file in files_to_take(plan.folder):
        outcome = take(file, plan)
        if outcome.path != SITE_FILE or outcome.result is Result.SKIPPED:
            yield outcome


def files_to_take(folder: Path) -> Iterator[File]:
    """Yield what is taken from a folder, one by one, in one order: the site first."""
    yield from site_file_of(folder)
    for file in files_of(folder):
        if not is_beside_another(file):
            yield file


def take(file: File, plan: Plan) -> Outcome:
    """Bring one file in, in a transaction of its own."""
    for _ in range(2):
        try:
            return _bring_in(file, plan)
        except IntegrityError:
            # Another import stored the file, or a name in it, between our reading and our
            # writing. It is there now, so the second time this one finds it.
            end_reading()
    return Outcome(file.path, Result.SKIPPED, RACED)


def _bring_in(file: File, plan: Plan) -> Outcome:
    try:
        if file.path == SITE_FILE:
            return take_site(file, plan)
        content = with_live(file, plan.folder)
        known = source_of(db.session(), plan, file.path)
        end_reading()
        if known is not None and known.digest == content.digest:
            return Outcome(file.path, Result.UNCHANGED)
        parted = part(many_lines(content.text))
        if is_record(parted):
            return take_record(file, content, parted, plan)
        return _take(file, content, plan)
    except Unreadable as error:
        return Outcome(file.path, Result.SKIPPED, error.reason, error.line)
    except (Skip, DomainError) as error:
        return Outcome(file.path, Result.SKIPPED, str(error))


def _take(file: File, content: Content, plan: Plan) -> Outcome:
    site = read_site(db.session())
    style, zone = site.style(plan.host), site.zone
    end_reading()
    document = read_document(content.text, file.path, zone)
    if plan.permalinks and not document.draft:
        address = address_by(plan.permalinks, document, zone)
        document = replace(document, addresses=(*document.addresses, address))
    rendered = render(document.body, style)
    with write() as session:
        outcome = _store(session, _Incoming(document, content.digest, rendered, style), plan)
        if plan.dry_run:
            # Everything was tried, so that what is told is what would be.
            session.rollback()
        else:
            plan.keep(session, outcome)
    return outcome


@dataclass(frozen=True)
class _Incoming:
    """A document on its way in, rendered before the transaction begins."""

    document: Document
    digest: str
    rendered: Rendered
    style: HouseStyle


def _store(session: Session, incoming: _Incoming, plan: Plan) -> Outcome:
    document = incoming.document
    known = source_of(session, plan, document.path)
    if known is not None and known.digest == incoming.digest:
        # Somebody else brought it in since it was looked for.
        return Outcome(document.path, Result.UNCHANGED)
    snapshot, notes = _snapshot(session, known, document, plan)
    if known is None:
        change = NewPost(document.kind, snapshot, reason=Reason.IMPORT)
        saved = actions.create(session, change, plan.actor, plan.now)
        known = Source(name=plan.name, path=document.path, post_id=saved.post_id)
        result = Result.MADE
    else:
        post_id = _check_untouched(session, known, plan)
        saved = actions.bring_in(session, post_id, snapshot, plan.actor, plan.now)
        result = Result.CHANGED
    post = session.get_one(Post, saved.post_id)
    if saved.made or _stands_otherwise(post, document):
        _publish(session, post, saved.number, incoming, plan)
    notes += _keep_addresses(session, post, document)
    known.digest, known.number, known.read_at = incoming.digest, saved.number, plan.now
    known.is_draft = document.draft
    known.front_matter = dict(document.front_matter)
    known.pictures = list(document.pictures)
    session.add(known)
    return Outcome(document.path, result, notes=(*document.notes, *notes))


def _check_untouched(session: Session, known: Source, plan: Plan) -> int:
    """Return the post that a file became.

    Raises:
        Skip: somebody deleted it or edited it here, which a file must not undo.
    """
    post = reread(session, Post, known.post_id) if known.post_id is not None else None
    if post is None:
        raise Skip("What it became was deleted here, and stays deleted.")
    if post.trashed_at is not None:
        raise Skip("What it became is in the trash here.")
    if post.head_number != known.number and not plan.overwrite:
        raise Skip("It was edited here since; only “overwrite” would put the file above that.")
    is_draft = post.state is not State.PUBLISHED
    if is_draft != known.is_draft and not plan.overwrite:
        done = "taken back from readers" if is_draft else "published"
        raise Skip(f"It was {done} here since; only “overwrite” would do what the file says.")
    return post.id


def _snapshot(
    session: Session, known: Source | None, document: Document, plan: Plan
) -> tuple[Snapshot, list[str]]:
    """Return what the revision will hold, and what to tell about it."""
    notes: list[str] = []
    slug = _free_slug(session, known, document.slug)
    if slug != document.slug:
        notes.append(f"The address “{document.slug}” is taken; this one is “{slug}”.")
    people = [ensure_author(session, name, plan.now).id for name in document.authors]
    snapshot = Snapshot(
        title=document.title,
        body=document.body,
        summary=document.summary,
        slug=slug,
        tags=document.tags,
        bylines=tuple(people),
        visibility=document.visibility,
    )
    return snapshot, notes


def _free_slug(session: Session, known: Source | None, wanted: str) -> str:
    candidate, number = wanted, 1
    while is_reserved(candidate) or _is_taken(session, known, candidate):
        number += 1
        candidate = f"{wanted[:70].rstrip('-')}-{number}"
    return candidate


def _is_taken(session: Session, known: Source | None, slug: str) -> bool:
    holder = session.scalar(select(Address.post_id).where(Address.path == slug))
    return holder is not None and (known is None or holder != known.post_id)


def _stands_otherwise(post: Post, document: Document) -> bool:
    """Say whether readers find a post otherwise than its file says, its text aside."""
    is_draft = post.state is not State.PUBLISHED
    moved = document.date is not None and document.date != post.published_at
    return is_draft != document.draft or (not document.draft and moved)


def _publish(session: Session, post: Post, number: int, incoming: _Incoming, plan: Plan) -> None:
    document = incoming.document
    if document.draft:
        if post.state is State.PUBLISHED:
            publishing.unpublish(session, post.id, plan.actor, plan.now)
        return
    change = PublicationChange(
        number, incoming.rendered, document.date, incoming.style, document.updated
    )
    publishing.publish(session, post.id, change, plan.actor, plan.now)


def _keep_addresses(session: Session, post: Post, document: Document) -> list[str]:
    """Let every old address lead here. A draft reserves none: nobody ever saw it there."""
    if document.draft:
        return []
    notes = []
    for address in document.addresses:
        path = path_of(address)
        if path and not add_former_address(session, post, path):
            notes.append(f"The old address “/{path}” leads to another post already.")
    return notes
