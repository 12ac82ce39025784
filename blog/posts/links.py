"""What a post points to: its tags, its bylines, its addresses."""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from blog.auth.models import Person
from blog.core.database import insert_if_absent
from blog.core.errors import FieldError
from blog.core.slugs import is_reserved
from blog.posts.models import LONGEST_PATH, Address, Post, PostByline, PostTag, Scope
from blog.tags.actions import ensure_tags
from blog.tags.models import Tag
from blog.tags.queries import known_tags


def point_tags(
    session: Session, post: Post, names: Sequence[str], scope: Scope, *, new: bool = True
) -> list[Tag]:
    """Make these the tags of a post in one scope; return their rows.

    Those that are not there yet are made only when ``new`` ones may be.
    """
    tags = ensure_tags(session, names) if new else known_tags(session, names)
    session.execute(delete(PostTag).where(PostTag.post_id == post.id, PostTag.scope == scope))
    session.add_all(PostTag(post_id=post.id, tag_id=tag.id, scope=scope) for tag in tags)
    session.flush()
    return tags


def point_bylines(session: Session, post: Post, ids: Sequence[int], scope: Scope) -> list[Person]:
    """Make these the bylines of a post in one scope, in order; return the people."""
    session.execute(
        delete(PostByline).where(PostByline.post_id == post.id, PostByline.scope == scope)
    )
    if not ids:
        return []
    known = {p.id: p for p in session.scalars(select(Person).where(Person.id.in_(ids)))}
    people = [known[person_id] for person_id in dict.fromkeys(ids) if person_id in known]
    session.add_all(
        PostByline(post_id=post.id, person_id=person.id, scope=scope, position=position)
        for position, person in enumerate(people)
    )
    session.flush()
    return people


def claim_address(session: Session, post: Post, slug: str) -> None:
    """Make a slug the current address of a post; its other ones redirect from now on.

    Raises FieldError for "slug" when it is reserved or leads to another post.
    """
    if is_reserved(slug):
        raise FieldError("slug", f"“{slug}” is an address of the site itself. Choose another one.")
    holder = session.get(Address, slug)
    if holder is None and insert_if_absent(
        session, Address, path=slug, post_id=post.id, is_current=False
    ):
        holder = session.get_one(Address, slug)
    if holder is None or holder.post_id != post.id:
        raise FieldError("slug", address_taken(session, slug))
    if not holder.is_current:
        # One after the other: at no moment may a post have two current addresses.
        session.execute(update(Address).where(Address.post_id == post.id).values(is_current=False))
        session.flush()
        holder.is_current = True
        session.flush()


def add_former_address(session: Session, post: Post, path: str) -> bool:
    """Let an address that a post had elsewhere lead to it; False when it leads to another."""
    if insert_if_absent(session, Address, path=path, post_id=post.id, is_current=False):
        return True
    return session.get_one(Address, path).post_id == post.id


def path_of(url: str) -> str:
    """Return the path of an address elsewhere as `kept_path` does, without host and query."""
    try:
        return kept_path(unquote(urlsplit(url).path))
    except ValueError:
        # Such as a host of brackets that are never closed.
        return ""


def kept_path(path: str) -> str:
    """Return a path as it is kept here: without slashes around it and the name of an index
    file. Empty when it is none, or too long to be one."""
    path = path.strip("/")
    for index in ("index.html", "index.htm", "index.php"):
        if path == index or path.endswith("/" + index):
            path = path.removesuffix(index).strip("/")
    return path if len(path) <= LONGEST_PATH and "\x00" not in path else ""


def address_taken(session: Session, slug: str) -> str:
    """Return the sentence that says whose address a slug is."""
    title = session.scalar(select(Post.title).join(Address).where(Address.path == slug))
    whose = f"“{title}”" if title else "another post"
    return f"“{slug}” is the address of {whose}. Choose another one."


def free_slug(session: Session, post: Post, wanted: str) -> str:
    """Return a slug made from a title, with a number when it is reserved or taken."""
    candidate, number = wanted, 1
    while is_reserved(candidate) or _belongs_to_another(session, post, candidate):
        number += 1
        candidate = f"{wanted[:70].rstrip('-')}-{number}"
    return candidate


def _belongs_to_another(session: Session, post: Post, slug: str) -> bool:
    return (
        session.scalar(select(Address.path).where(Address.path == slug, Address.post_id != post.id))
        is not None
    )
