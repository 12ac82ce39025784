"""Changes of tags."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from blog.core.database import insert_if_absent, reread
from blog.core.errors import DomainError, FieldError
from blog.tags.models import Tag, TagAlias
from blog.tags.queries import tag_slug, tags_by_name

GONE = "This tag is gone: somebody merged or deleted it."
TARGET_GONE = "The tag to merge into is gone: choose another one."


def ensure_tags(session: Session, names: Sequence[str]) -> list[Tag]:
    """Return a row for each name, in order, making those that are missing.

    A name that cannot be spelled as a slug (only an emoji, say) makes no tag.
    """
    wanted: dict[str, str] = {}
    for name in names:
        if slug := tag_slug(name):
            wanted.setdefault(slug, name)
    known = tags_by_name(session, names)
    # Two people may name new tags at the same moment. All insert them in one order, so that
    # nobody waits for a tag of somebody who waits for theirs.
    missing = sorted(wanted.keys() - known.keys())
    for slug in missing:
        insert_if_absent(session, Tag, slug=slug, name=wanted[slug], description="")
    if missing:
        known = tags_by_name(session, names)
    # A former name and the present one are the same tag.
    return list(dict.fromkeys(known[slug] for slug in wanted))


@dataclass(frozen=True)
class TagChange:
    """What a tag is called, and what its page says of it."""

    name: str
    description: str


def change_tag(session: Session, tag_id: int, change: TagChange) -> Tag:
    """Rename and describe a tag. Its old address leads to the new one.

    Raises FieldError for "name" when it cannot be one, or belongs to another tag.
    """
    tag = _locked(session, tag_id)
    slug = tag_slug(change.name)
    if not slug:
        raise FieldError("name", "A tag needs letters or digits, to make its address of.")
    holder = session.scalar(select(Tag).where(Tag.slug == slug, Tag.id != tag.id))
    if holder is not None:
        raise FieldError("name", f"“{holder.name}” is a tag already. Merge the two instead.")
    if slug != tag.slug:
        session.execute(delete(TagAlias).where(TagAlias.slug == slug))
        former = tag.slug
        tag.slug = slug
        session.flush()
        insert_if_absent(session, TagAlias, slug=former, tag_id=tag.id)
    tag.name, tag.description = change.name, change.description
    session.flush()
    return tag


def take_over(session: Session, source_id: int, target_id: int) -> tuple[Tag, Tag]:
    """Let the slug of one tag, and those that it had, lead to another. Returns both.

    Raises DomainError when they are the same, or one of them is gone.
    """
    if source_id == target_id:
        raise DomainError("A tag cannot be merged into itself. Choose another one.")
    # In one order, so that two people who merge two tags into each other do not wait for ever.
    words = {source_id: GONE, target_id: TARGET_GONE}
    found = {number: _locked(session, number, words[number]) for number in sorted(words)}
    source, target = found[source_id], found[target_id]
    aliases = update(TagAlias).where(TagAlias.tag_id == source.id)
    session.execute(aliases.values(tag_id=target.id))
    insert_if_absent(session, TagAlias, slug=source.slug, tag_id=target.id)
    return source, target


def _locked(session: Session, tag_id: int, otherwise: str = GONE) -> Tag:
    tag = reread(session, Tag, tag_id)
    if tag is None:
        raise DomainError(otherwise)
    return tag
