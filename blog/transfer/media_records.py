"""An item of the library as a file that says all of it; the item's own file lies beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from blog.core.markdown.media import is_key
from blog.media.details import Details
from blog.transfer.folder import File
from blog.transfer.front_matter import Unreadable
from blog.transfer.media_links import FOLDER
from blog.transfer.records import as_moment, as_text, as_yaml

SUFFIX = ".yaml"
NONE_OF_OURS = "It is not a file that Quire wrote."


@dataclass(frozen=True)
class MediaRecord:
    """An item; ``former`` are digests of the files that it had, with the moment of the change."""

    key: str
    name: str
    digest: str
    details: Details
    uploaded_by: str
    created_at: datetime
    changed_at: datetime
    trashed_at: datetime | None = None
    former: tuple[tuple[str, datetime], ...] = ()

    @property
    def path(self) -> str:
        """Where its file lies."""
        return f"{FOLDER}/{self.key}/{self.name}"


def record_path(key: str) -> str:
    return f"{FOLDER}/{key}{SUFFIX}"


def is_media_record(path: str) -> bool:
    """Say whether the file at a path within a folder is that of an item."""
    parts = PurePosixPath(path)
    return str(parts.parent) == FOLDER and parts.suffix == SUFFIX and is_key(parts.stem)


def media_records_of(folder: Path) -> Iterator[File]:
    """Yield the files of items, in one order on every machine."""
    for place in sorted((folder / FOLDER).glob(f"*{SUFFIX}")):
        path = place.relative_to(folder).as_posix()
        if is_media_record(path) and place.is_file():
            yield File(path, place)


def written_media(record: MediaRecord) -> str:
    details = record.details
    return as_yaml(
        {
            "name": record.name,
            "digest": record.digest,
            "alt": details.alt,
            "caption": details.caption,
            "credit": details.credit,
            "decorative": details.is_decorative,
            "focal_point": [details.focal_x, details.focal_y],
            "uploaded_by": record.uploaded_by,
            "created": as_text(record.created_at),
            "changed": as_text(record.changed_at),
            "trashed": as_text(record.trashed_at),
            "former": [
                {"digest": each, "until": as_text(moment)} for each, moment in record.former
            ],
        }
    )


def read_media_record(text: str, path: str) -> MediaRecord:
    """Return what the file of an item says.

    Raises:
        Unreadable: it is none that we wrote.
    """
    try:
        values = yaml.safe_load(text)
        return _read(values, PurePosixPath(path).stem)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Unreadable(NONE_OF_OURS) from error


def _read(values: Mapping[str, Any], key: str) -> MediaRecord:
    focal_x, focal_y = values["focal_point"]
    return MediaRecord(
        key=key,
        name=_text(values["name"]),
        digest=_text(values["digest"]),
        details=Details(
            alt=_text(values["alt"]),
            caption=_text(values["caption"]),
            credit=_text(values["credit"]),
            is_decorative=bool(values["decorative"]),
            focal_x=int(focal_x),
            focal_y=int(focal_y),
        ),
        uploaded_by=_text(values["uploaded_by"]),
        created_at=as_moment(values["created"]),
        changed_at=as_moment(values["changed"]),
        trashed_at=as_moment(values["trashed"]) if values["trashed"] else None,
        former=tuple(
            (_text(each["digest"]), as_moment(each["until"])) for each in values["former"]
        ),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
