"""Changes of tags."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from blog.core.database import insert_if_absent
from blog.tags.models import Tag
from blog.tags.queries import tag_slug, tags_by_name


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
    return [known[slug] for slug in wanted]
