"""Reads of tags."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.core.slugs import make_slug, tidy_slug
from blog.tags.models import Tag


def tag_slug(name: str) -> str:
    """Return the slug of a tag's name: ASCII where it can be spelled so."""
    return make_slug(name) or tidy_slug(name)


def tags_by_name(session: Session, names: Sequence[str]) -> dict[str, Tag]:
    """Return the tags that exist, by slug, of those named."""
    slugs = {tag_slug(name) for name in names}
    if not slugs:
        return {}
    return {tag.slug: tag for tag in session.scalars(select(Tag).where(Tag.slug.in_(slugs)))}


def known_tags(session: Session, names: Sequence[str]) -> list[Tag]:
    """Return the tags that exist of those named, each once, in the order of the names."""
    slugs = dict.fromkeys(tag_slug(name) for name in names)
    known = tags_by_name(session, names)
    return [known[slug] for slug in slugs if slug in known]


def tag_names(session: Session) -> Sequence[str]:
    return session.scalars(select(Tag.name).order_by(func.lower(Tag.name))).all()
