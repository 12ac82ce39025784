"""A file of another blog becomes a post, or a change of the one that it became before."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.auth.actions import ensure_author
from blog.core.database import reread
from blog.core.html import Rendered
from blog.core.markdown.style import HouseStyle
from blog.core.slugs import is_reserved
from blog.posts import actions, publishing
from blog.posts.actions import NewPost
from blog.posts.links import add_former_address, path_of
from blog.posts.models import Address, Post, Reason, State
from blog.posts.publishing import PublicationChange
from blog.posts.queries import head_of
from blog.posts.snapshot import Snapshot, snapshot_of
from blog.transfer.documents import Document
from blog.transfer.models import Result, Source
from blog.transfer.plan import Outcome, Plan, Skip, source_of


@dataclass(frozen=True)
class Incoming:
    """A document on its way in, rendered before the transaction begins."""

    document: Document
    digest: str
    rendered: Rendered
    style: HouseStyle
    files_digest: str = ""
    # The key of the picture that the file names as that of the whole, and what it says below it.
    cover: str = ""
    cover_caption: str = ""
    # What is to be told beside, and the addresses of what stays behind.
    notes: tuple[str, ...] = ()
    stayed: tuple[str, ...] = ()
    # How many pictures and files are new in the library with it.
    files: int = 0

    def is_known_as(self, known: Source) -> bool:
        """Say whether this is what came in already."""
        return (known.digest, known.files_digest) == (self.digest, self.files_digest)


def store(session: Session, incoming: Incoming, plan: Plan) -> Outcome:
    document = incoming.document
    known = source_of(session, plan, document.path)
    if known is not None and incoming.is_known_as(known):
        # Somebody else brought it in since it was looked for.
        return Outcome(document.path, Result.UNCHANGED)
    snapshot, notes = _snapshot(session, known, incoming, plan)
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
    known.files_digest = incoming.files_digest
    known.front_matter = dict(document.front_matter)
    known.pictures = list(incoming.stayed)
    session.add(known)
    told = (*document.notes, *notes, *incoming.notes)
    return Outcome(document.path, result, notes=told, files=incoming.files)


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
    session: Session, known: Source | None, incoming: Incoming, plan: Plan
) -> tuple[Snapshot, list[str]]:
    """Return what the revision will hold, and what to tell about it."""
    document, notes = incoming.document, list[str]()
    slug = _free_slug(session, known, document.slug)
    if slug != document.slug:
        notes.append(f"The address “{document.slug}” is taken; this one is “{slug}”.")
    people = [ensure_author(session, name, plan.now).id for name in document.authors]
    cover, caption = _cover(session, known, incoming)
    snapshot = Snapshot(
        title=document.title,
        body=document.body,
        summary=document.summary,
        slug=slug,
        tags=document.tags,
        bylines=tuple(people),
        visibility=document.visibility,
        cover=cover,
        cover_caption=caption,
    )
    return snapshot, notes


def _cover(session: Session, known: Source | None, incoming: Incoming) -> tuple[str, str]:
    """Return the key of the cover and its caption. What a file does not say stays as it is."""
    before = _head_before(session, known)
    cover = incoming.cover or before.cover
    same = before.cover_caption if cover == before.cover else ""
    return cover, incoming.cover_caption or same


def _head_before(session: Session, known: Source | None) -> Snapshot:
    """Return what a post says that a file brings in again; of a new one nothing."""
    post = session.get(Post, known.post_id) if known and known.post_id else None
    return snapshot_of(head_of(session, post)) if post else Snapshot()


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


def _publish(session: Session, post: Post, number: int, incoming: Incoming, plan: Plan) -> None:
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
