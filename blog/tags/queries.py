"""Reads of tags."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.core.slugs import make_slug, tidy_slug
from blog.tags.models import Tag, TagAlias


def tag_slug(name: str) -> str:
    """Return the slug of a tag's name: ASCII where it can be spelled so."""
    return make_slug(name) or tidy_slug(name)


def tags_by_name(session: Session, names: Sequence[str]) -> dict[str, Tag]:
    """Return the tags that exist of those named, by the slug of the name.

    A former name means the tag that it became.
    """
    slugs = {tag_slug(name) for name in names}
    if not slugs:
        return {}
    found = {tag.slug: tag for tag in session.scalars(select(Tag).where(Tag.slug.in_(slugs)))}
    if left := slugs - found.keys():
        former = select(TagAlias.slug, Tag).join(Tag, Tag.id == TagAlias.tag_id)
        rows = session.execute(former.where(TagAlias.slug.in_(left))).all()
        found |= {row[0]: row[1] for row in rows}
    return found


def tag_of_alias(session: Session, slug: str) -> Tag | None:
    """Return the tag that had a slug, or took in the one that had it."""
    if "\x00" in slug:
        # PostgreSQL has no such text, and so no such slug.
        return None
    return session.scalar(select(Tag).join(TagAlias).where(TagAlias.slug == slug))


def known_tags(session: Session, names: Sequence[str]) -> list[Tag]:
    """Return the tags that exist of those named, each once, in the order of the names."""
    known = tags_by_name(session, names)
    found = (known.get(tag_slug(name)) for name in names)
    return list(dict.fromkeys(tag for tag in found if tag is not None))


def tag_names(session: Session) -> Sequence[str]:
    return session.scalars(select(Tag.name).order_by(func.lower(Tag.name))).all()


def tag_names_by_id(session: Session) -> dict[int, str]:
    """Return the names of all tags, in their order."""
    rows = session.execute(select(Tag.id, Tag.name).order_by(func.lower(Tag.name), Tag.id))
    return {row.id: row.name for row in rows}
