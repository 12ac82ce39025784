"""Under which name the sources of an uploaded folder are kept, so that nobody has to say one."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, islice
from pathlib import Path, PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.core.slugs import tidy_slug
from blog.transfer.folder import File
from blog.transfer.front_matter import Unreadable
from blog.transfer.models import Source
from blog.transfer.returning import with_live

LONGEST_NAME = 80
AT_ONCE = 500
# What browsers and file managers add to a second file of the same name.
COPY = re.compile(r"([ _-]*\(\d+\)|[ _-]+copy([ _-]*\d+)?)+$", re.IGNORECASE)


def digests_of(files: Iterable[File], folder: Path) -> dict[str, str]:
    """Return the digest of each file that can be read, by its path."""
    return dict(_digests(files, folder))


def _digests(files: Iterable[File], folder: Path) -> Iterator[tuple[str, str]]:
    for file in files:
        try:
            yield file.path, with_live(file, folder).digest
        except Unreadable:
            continue


def name_for(session: Session, filename: str, digests: Mapping[str, str]) -> str:
    """Return the name of the earlier import that had these files, else a new one.

    The same blog may come as `blog.zip` and as `blog (2).zip`, and must not come in twice;
    two blogs may both come as `content.zip`, and must not be taken for one.
    """
    same, paths = _known(session, digests)
    if same:
        return min(same, key=lambda name: (-same[name], name))
    stem = COPY.sub("", PurePath(filename).stem)
    wanted = tidy_slug(stem)[: LONGEST_NAME - 4].strip("-") or "markdown"
    candidates = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(name for name in candidates if name in paths or not _is_used(session, name))


def _known(session: Session, digests: Mapping[str, str]) -> tuple[Counter[str], set[str]]:
    """Return how many files of each import are the same, and which imports have such paths."""
    same: Counter[str] = Counter()
    names = set()
    columns = select(Source.name, Source.path, Source.digest)
    waiting = iter(digests)
    while paths := list(islice(waiting, AT_ONCE)):
        for name, path, digest in session.execute(columns.where(Source.path.in_(paths))):
            names.add(name)
            same[name] += digest == digests[path]
    return +same, names


def _is_used(session: Session, name: str) -> bool:
    return session.scalar(select(Source.id).where(Source.name == name).limit(1)) is not None
