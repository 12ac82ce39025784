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
    known = tags_by_name(session, names)
    for name in names:
        slug = tag_slug(name)
        # Two people may name a new tag at the same moment.
        if slug and slug not in known:
            insert_if_absent(session, Tag, slug=slug, name=name, description="")
            known |= tags_by_name(session, [name])
    wanted = dict.fromkeys(slug for name in names if (slug := tag_slug(name)))
    return [known[slug] for slug in wanted]
