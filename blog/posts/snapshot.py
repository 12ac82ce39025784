"""The content of one revision as a plain value: what the editor's form holds."""

from dataclasses import dataclass

from blog.posts.models import Revision, Visibility


@dataclass(frozen=True)
class Snapshot:
    """Everything in the editor's form. ``bylines`` are the ids of people, in order; ``cover`` is
    the key of a picture in the library, empty for none."""

    title: str = ""
    body: str = ""
    summary: str = ""
    slug: str = ""
    tags: tuple[str, ...] = ()
    bylines: tuple[int, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    cover: str = ""
    cover_caption: str = ""


def snapshot_of(revision: Revision) -> Snapshot:
    return Snapshot(
        title=revision.title,
        body=revision.body,
        summary=revision.summary,
        slug=revision.slug,
        tags=tuple(revision.tags),
        bylines=tuple(revision.bylines),
        visibility=revision.visibility,
        cover=revision.cover,
        cover_caption=revision.cover_caption,
    )
