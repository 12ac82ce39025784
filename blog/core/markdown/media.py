"""Pictures and files that a text names by their key in the library: ``media:KEY``.

What a key stands for is asked of a resolver: this package knows no library.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

SCHEME = "media:"
KEY = r"[a-km-np-z2-9]{12}"
# Whatever looks like a key is taken for one, so that a mistyped one can be told about.
REFERENCE = re.compile(rf"{SCHEME}[A-Za-z0-9_-]{{1,64}}")
# What the editor puts in the place of a key until the file has arrived, or where it has not.
PLACEHOLDER = re.compile(r"(?:uploading|not-uploaded)-[a-z2-9]{4}")
IN_TEXT = re.compile(rf"{SCHEME}({KEY})(?![A-Za-z0-9_-])")
# As many as one statement can ask for, and more than a text can show.
MOST_KEYS = 5_000


@dataclass(frozen=True)
class Source:
    """One format of a picture: each candidate is an address and its width in pixels."""

    media_type: str
    candidates: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Picture:
    """A picture as it is served; ``fallback`` is the format that every browser reads.

    ``stamp`` is another one as soon as anything of it was changed.
    """

    width: int
    height: int
    alt: str
    caption: str
    credit: str
    is_decorative: bool
    sources: tuple[Source, ...]
    fallback: Source
    stamp: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that is heard ("audio"), played ("video") or fetched; ``size`` is in bytes."""

    kind: str
    url: str
    name: str
    media_type: str
    size: int
    caption: str = ""
    credit: str = ""
    stamp: str = ""


Shown = Picture | Attachment
# Finds what a key stands for; None for one that nothing has.
Resolver = Callable[[str], Shown | None]


def is_reference(url: str) -> bool:
    """Say whether an address names something in the library."""
    return bool(REFERENCE.fullmatch(url))


def key_of(url: str) -> str:
    return url.removeprefix(SCHEME)


def is_placeholder(key: str) -> bool:
    """Say whether this stands for a file that is still to come."""
    return bool(PLACEHOLDER.fullmatch(key))


def is_key(text: str) -> bool:
    return bool(re.fullmatch(KEY, text))


def keys_in(text: str) -> tuple[str, ...]:
    """Return the keys in a text, each once; also those that stand in an example."""
    found = dict.fromkeys(match[1] for match in IN_TEXT.finditer(text))
    return tuple(found)[:MOST_KEYS]
