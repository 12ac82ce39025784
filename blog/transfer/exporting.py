"""Export: a site as a folder or a zip of files, whole or not at all."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from blog.auth.models import Person
from blog.core.database import db, end_reading
from blog.core.errors import DomainError
from blog.core.slugs import make_slug
from blog.media.models import MediaItem
from blog.posts.media_uses import keys_of
from blog.posts.models import Address, Kind, Post, Revision
from blog.posts.snapshot import Snapshot, snapshot_of
from blog.site.queries import read_site
from blog.tags.models import Tag
from blog.transfer.folder import NO_POSTS
from blog.transfer.media_pieces import Original, media_pieces, open_original
from blog.transfer.models import Source
from blog.transfer.records import Record, as_yaml, written

SITE_FILE = "quire.yaml"
FOLDERS = {Kind.POST: "posts", Kind.PAGE: "pages"}
LIVE = ".live"
BATCH = 100
CHUNK = 1024 * 1024
# The first moment that a zip knows, so that the same site gives the same bytes.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
ORDINARY_FILE = 0o100644 << 16


Content = str | Original


@dataclass(frozen=True)
class Exported:
    """How much went out."""

    posts: int = 0
    files: int = 0
    media: int = 0
    # The names of files that the storage has lost, so that they could not go out.
    lost: tuple[str, ...] = ()


def one_moment() -> Session:
    """Return a session that sees the database as it is now until its transaction ends."""
    end_reading()
    bind = db.session().get_bind()
    # Where the session was given a connection, its transaction is somebody else's.
    if bind.dialect.name == "postgresql" and isinstance(bind, Engine):
        db.session().connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return db.session()


def export_to(session: Session, folder: Path) -> Exported:
    """Write a site to a folder that is not there yet, or is empty.

    It is made beside its place and takes it when it is whole: what fails leaves nothing. The
    session sees one moment from beginning to end.

    Raises:
        DomainError: there is something in the folder, or it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DomainError(f"{folder} holds something already. Name a new folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as made:
        whole = Path(made) / "whole"
        whole.mkdir()
        pieces = _Pieces(session)
        for path, content in pieces:
            _write(whole / path, path, content)
        if folder.exists():
            folder.rmdir()
        shutil.move(whole, folder)
    return pieces.exported


def _write(place: Path, path: str, content: Content) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        place.write_text(content, encoding="utf-8", newline="")
        return
    with open_original(content, path) as original, place.open("wb") as copy:
        shutil.copyfileobj(original, copy, CHUNK)


def export_zip(session: Session, file: IO[bytes]) -> Exported:
    """Write a site to a zip. The same site gives the same bytes."""
    pieces = _Pieces(session)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in pieces:
            info = zipfile.ZipInfo(path, ZIP_DATE)
            info.external_attr = ORDINARY_FILE
            _pack(archive, info, content)
    return pieces.exported


def _pack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, content: Content) -> None:
    if isinstance(content, str):
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, content.encode())
        return
    # Pictures and films are packed already.
    info.compress_type, info.file_size = zipfile.ZIP_STORED, content.size
    with open_original(content, info.filename) as original, archive.open(info, "w") as packed:
        shutil.copyfileobj(original, packed, CHUNK)


def media_bytes(session: Session) -> int:
    """Return how much the files of the library take."""
    return session.scalar(select(func.coalesce(func.sum(MediaItem.size), 0))) or 0


class _Pieces:
    """The files of an export, one after the other; what was written is counted on the way."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.exported = Exported()

    def __iter__(self) -> Iterator[tuple[str, Content]]:
        """Yield path and content of each file, the site last: it names the people before it."""
        session = self.session
        people = {person.id: person for person in session.scalars(select(Person))}
        handles = {person.handle: person.name for person in people.values()}
        taken: set[str] = set()
        named: set[int] = set()
        files = posts = media = 0
        lost: list[str] = []
        for path, content in media_pieces(session, people, named, lost):
            yield path, content
            files += 1
            media += not isinstance(content, str)
        for post in _posts(session):
            name = _free_name(session, post, taken)
            for suffix, record in _records(session, post, people, named):
                names = _names_of_files(session, record.snapshot)
                yield name + suffix, written(record, handles, names)
                files += 1
            posts += 1
            session.expunge_all()
        yield SITE_FILE, as_yaml(_site(session, [people[number] for number in named]))
        self.exported = Exported(posts, files + 1, media, tuple(lost))


def _names_of_files(session: Session, snapshot: Snapshot) -> dict[str, str]:
    """Return the names of the files of the library that a revision shows, by key."""
    keys = keys_of(snapshot)
    if not keys:
        return {}
    rows = session.execute(select(MediaItem.key, MediaItem.name).where(MediaItem.key.in_(keys)))
    return {row.key: row.name for row in rows}


def _posts(session: Session) -> Iterator[Post]:
    """Yield all posts as they were made, some at a time."""
    last = None
    while True:
        newer = select(Post).order_by(Post.created_at, Post.id).limit(BATCH)
        if last is not None:
            later = (Post.created_at > last[0]) | (
                (Post.created_at == last[0]) & (Post.id > last[1])
            )
            newer = newer.where(later)
        found = [(post.id, post.created_at) for post in session.scalars(newer)]
        for post_id, _ in found:
            yield session.get_one(Post, post_id)
        if len(found) < BATCH:
            return
        last = (found[-1][1], found[-1][0])


def _free_name(session: Session, post: Post, taken: set[str]) -> str:
    """Return the path of a post's file, which no number of the database decides."""
    head = session.get_one(Revision, (post.id, post.head_number))
    wanted = post.slug or head.slug or make_slug(head.title) or "untitled"
    name, number = f"{FOLDERS[post.kind]}/{wanted}", 1
    # A post may be called as other files of a folder are, which an import passes over.
    while name.casefold() in taken or name.rpartition("/")[2] in NO_POSTS:
        number += 1
        name = f"{FOLDERS[post.kind]}/{wanted}-{number}"
    taken.add(name.casefold())
    return name


def _records(
    session: Session, post: Post, people: dict[int, Person], named: set[int]
) -> Iterator[tuple[str, Record]]:
    """Yield the head of a post and, where it is another one, what readers see."""
    head = _record(session, post, post.head_number, people)
    yield ".md", head
    named.add(post.owner_id)
    named.update(n for n in head.snapshot.bylines if n in people)
    if head.has_live and post.live_number is not None:
        live = _record(session, post, post.live_number, people)
        named.update(n for n in live.snapshot.bylines if n in people)
        yield f"{LIVE}.md", live


def _record(session: Session, post: Post, number: int, people: dict[int, Person]) -> Record:
    snapshot = snapshot_of(session.get_one(Revision, (post.id, number)))
    former = select(Address.path).where(Address.post_id == post.id, ~Address.is_current)
    source = session.scalar(select(Source).where(Source.post_id == post.id).limit(1))
    return Record(
        kind=post.kind,
        state=post.state,
        snapshot=snapshot,
        owner=people[post.owner_id].handle,
        bylines=tuple(people[n].handle for n in snapshot.bylines if n in people),
        created_at=post.created_at,
        edited_at=post.edited_at,
        slug=post.slug or "",
        published_at=post.published_at,
        updated_at=post.updated_at,
        trashed_at=post.trashed_at,
        addresses=tuple(session.scalars(former.order_by(Address.path))),
        has_live=post.live_number not in (None, post.head_number),
        front_matter=source.front_matter if source else {},
    )


def _site(session: Session, people: list[Person]) -> dict[str, object]:
    site = asdict(read_site(session))
    site.pop("set_up_at")
    tags = session.scalars(select(Tag).order_by(Tag.slug))
    return {
        "site": site,
        "people": [
            {"handle": person.handle, "name": person.name, "bio": person.bio}
            for person in sorted(people, key=lambda person: person.handle)
        ],
        "tags": [{"name": tag.name, "description": tag.description} for tag in tags],
    }
