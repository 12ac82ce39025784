"""A post as a file that holds all of it: Markdown with front matter, which Hugo reads as well.

What Hugo has a name for stands under that name. The rest is below `quire`, by which a file is
known as one of ours. Times are in UTC, to the microsecond.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import yaml

from blog.core.markdown.media import is_key
from blog.posts.models import Kind, State, Visibility
from blog.posts.snapshot import Snapshot
from blog.transfer.front_matter import Parted, Unreadable
from blog.transfer.media_links import inward, key_in, link_to, outward

MARK = "quire"
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True)
class Record:
    """One revision of a post with what the post itself says; ``bylines`` are handles.

    ``slug`` is the address that readers have, ``snapshot.slug`` what the author typed.
    """

    kind: Kind
    state: State
    snapshot: Snapshot
    owner: str
    bylines: tuple[str, ...]
    created_at: datetime
    edited_at: datetime
    slug: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    trashed_at: datetime | None = None
    addresses: tuple[str, ...] = ()
    has_live: bool = False
    front_matter: Mapping[str, Any] = field(default_factory=dict)


def written(record: Record, names: Mapping[str, str], files: Mapping[str, str]) -> str:
    """Return the file of a record; ``names`` are those of people by handle, ``files`` those of
    files of the library by key."""
    snapshot = record.snapshot
    body = outward(snapshot.body, files)
    values: dict[str, Any] = {
        "title": snapshot.title,
        "date": as_text(record.published_at),
        "lastmod": as_text(record.updated_at),
        "draft": record.state is not State.PUBLISHED or record.trashed_at is not None,
        "slug": record.slug or snapshot.slug,
        "description": snapshot.summary,
        "tags": list(snapshot.tags),
        "authors": [names[handle] for handle in record.bylines],
        "aliases": [f"/{path}" for path in record.addresses],
        "images": _images(record, files),
    }
    values = {name: value for name, value in values.items() if value not in (None, "", [])}
    of_ours = {
        "kind": record.kind.value,
        "state": record.state.value,
        "visibility": snapshot.visibility.value,
        "owner": record.owner,
        "bylines": list(record.bylines),
        "slug": snapshot.slug,
        "cover": snapshot.cover,
        "cover_caption": snapshot.cover_caption,
        "created": as_text(record.created_at),
        "edited": as_text(record.edited_at),
        "trashed": as_text(record.trashed_at),
        "live": record.has_live,
    }
    if body != snapshot.body:
        of_ours["links"] = True
    of_others = {name: value for name, value in record.front_matter.items() if name not in values}
    return f"---\n{as_yaml(values | of_others | {MARK: of_ours})}---\n{body}\n"


def _images(record: Record, files: Mapping[str, str]) -> list[str]:
    """Return the cover under the name that Hugo has for it, unless the post has its own there."""
    cover = record.snapshot.cover
    is_free = cover in files and "images" not in record.front_matter
    return [link_to(cover, files[cover])] if is_free else []


def as_yaml(values: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True, width=10**6)


def is_record(parted: Parted) -> bool:
    return isinstance(parted.values.get(MARK), dict)


def read_record(parted: Parted) -> Record:
    """Return what a file of ours holds; the bylines of its snapshot are still to be found.

    Raises:
        Unreadable: somebody changed what is below `quire`, and it is none of ours any more.
    """
    values, ours = parted.values, parted.values[MARK]
    body = parted.body.removesuffix("\n")
    try:
        cover = _key(ours.get("cover"))
        snapshot = Snapshot(
            title=str(values.get("title", "")),
            body=inward(body) if ours.get("links") is True else body,
            summary=str(values.get("description", "")),
            slug=str(ours["slug"]),
            tags=tuple(str(tag) for tag in values.get("tags", ())),
            visibility=Visibility(ours["visibility"]),
            cover=cover,
            cover_caption=str(ours.get("cover_caption") or ""),
        )
        return Record(
            kind=Kind(ours["kind"]),
            state=State(ours["state"]),
            snapshot=snapshot,
            owner=str(ours["owner"]),
            bylines=tuple(str(handle) for handle in ours["bylines"]),
            created_at=as_moment(ours["created"]),
            edited_at=as_moment(ours["edited"]),
            slug=str(values.get("slug", "")),
            published_at=_read(values.get("date")),
            updated_at=_read(values.get("lastmod")),
            trashed_at=_read(ours["trashed"]),
            addresses=tuple(str(path).strip("/") for path in values.get("aliases", ())),
            has_live=bool(ours["live"]),
            front_matter=_of_others(values, cover),
        )
    except (KeyError, ValueError, TypeError) as error:
        line = parted.lines.get(MARK)
        raise Unreadable(f"What is below “{MARK}” cannot be read: {error}.", line) from error


OWN = {
    "title", "date", "lastmod", "draft", "slug", "description", "tags", "authors", "aliases", MARK,
}  # fmt: skip


def _of_others(values: Mapping[str, Any], cover: str) -> dict[str, Any]:
    """Return what is none of ours; of pictures it is ours if it is the cover."""
    rest = {name: value for name, value in values.items() if name not in OWN}
    images = rest.get("images")
    if cover and isinstance(images, list) and [key_in(str(each)) for each in images] == [cover]:
        del rest["images"]
    return rest


def _key(text: Any) -> str:
    """Return the key of a cover; older exports have none."""
    return str(text) if is_key(str(text or "")) else ""


def as_text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime(MOMENT) if moment else None


def _read(text: Any) -> datetime | None:
    return None if text is None else as_moment(text)


def as_moment(text: Any) -> datetime:
    return datetime.strptime(str(text), MOMENT).replace(tzinfo=UTC)
