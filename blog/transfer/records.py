"""A post as a file that holds all of it: Markdown with front matter, which Hugo reads as well.

What Hugo has a name for stands under that name. The rest is below `quire`, by which a file is
known as one of ours. Times are in UTC, to the microsecond.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import yaml

from blog.posts.models import Kind, State, Visibility
from blog.posts.snapshot import Snapshot
from blog.transfer.front_matter import Parted, Unreadable

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


def written(record: Record, names: Mapping[str, str]) -> str:
    """Return the file of a record; ``names`` are those of people, by handle."""
    snapshot = record.snapshot
    values: dict[str, Any] = {
        "title": snapshot.title,
        "date": _moment(record.published_at),
        "lastmod": _moment(record.updated_at),
        "draft": record.state is not State.PUBLISHED or record.trashed_at is not None,
        "slug": record.slug or snapshot.slug,
        "description": snapshot.summary,
        "tags": list(snapshot.tags),
        "authors": [names[handle] for handle in record.bylines],
        "aliases": [f"/{path}" for path in record.addresses],
    }
    values = {name: value for name, value in values.items() if value not in (None, "", [])}
    of_ours = {
        "kind": record.kind.value,
        "state": record.state.value,
        "visibility": snapshot.visibility.value,
        "owner": record.owner,
        "bylines": list(record.bylines),
        "slug": snapshot.slug,
        "created": _moment(record.created_at),
        "edited": _moment(record.edited_at),
        "trashed": _moment(record.trashed_at),
        "live": record.has_live,
    }
    of_others = {name: value for name, value in record.front_matter.items() if name not in values}
    return f"---\n{as_yaml(values | of_others | {MARK: of_ours})}---\n{snapshot.body}\n"


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
    try:
        snapshot = Snapshot(
            title=str(values.get("title", "")),
            body=parted.body.removesuffix("\n"),
            summary=str(values.get("description", "")),
            slug=str(ours["slug"]),
            tags=tuple(str(tag) for tag in values.get("tags", ())),
            visibility=Visibility(ours["visibility"]),
        )
        return Record(
            kind=Kind(ours["kind"]),
            state=State(ours["state"]),
            snapshot=snapshot,
            owner=str(ours["owner"]),
            bylines=tuple(str(handle) for handle in ours["bylines"]),
            created_at=_required(ours["created"]),
            edited_at=_required(ours["edited"]),
            slug=str(values.get("slug", "")),
            published_at=_read(values.get("date")),
            updated_at=_read(values.get("lastmod")),
            trashed_at=_read(ours["trashed"]),
            addresses=tuple(str(path).strip("/") for path in values.get("aliases", ())),
            has_live=bool(ours["live"]),
            front_matter={name: values[name] for name in values if name not in OWN},
        )
    except (KeyError, ValueError, TypeError) as error:
        line = parted.lines.get(MARK)
        raise Unreadable(f"What is below “{MARK}” cannot be read: {error}.", line) from error


OWN = {
    "title", "date", "lastmod", "draft", "slug", "description", "tags", "authors", "aliases", MARK,
}  # fmt: skip


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime(MOMENT) if moment else None


def _read(text: Any) -> datetime | None:
    return None if text is None else _required(text)


def _required(text: Any) -> datetime:
    return datetime.strptime(str(text), MOMENT).replace(tzinfo=UTC)
