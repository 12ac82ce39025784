"""What files are called in the storage, which is told by their digest alone, and the way back."""

import re
from dataclasses import dataclass

DIGEST = r"[0-9a-f]{64}"
# 960.avif, card.jpg and the like.
FILE = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"
# A recording or a film without what it says of itself.
PLAIN = "plain"
ORIGINAL = re.compile(rf"originals/(?P<shard>../..)/(?P<digest>{DIGEST})")
RENDITION = re.compile(rf"renditions/(?P<shard>../..)/(?P<digest>{DIGEST})/(?P<file>{FILE})")


@dataclass(frozen=True)
class Named:
    """What a name says: of which original it is, and as which rendition; None is the original."""

    digest: str
    file: str | None = None


def original_name(digest: str) -> str:
    return f"originals/{_shard(digest)}/{digest}"


def rendition_name(digest: str, file: str) -> str:
    if not re.fullmatch(FILE, file):
        raise ValueError(f"no rendition is called {file!r}")
    return f"{renditions_of(digest)}/{file}"


def plain_name(digest: str) -> str:
    return rendition_name(digest, PLAIN)


def renditions_of(digest: str) -> str:
    """Return the folder that holds every rendition of an original."""
    return f"renditions/{_shard(digest)}/{digest}"


def parse(name: str) -> Named | None:
    """Return what a name says, or None if it is none of those that are made here."""
    match = ORIGINAL.fullmatch(name) or RENDITION.fullmatch(name)
    if match is None or match["shard"] != _shard(match["digest"]):
        return None
    return Named(match["digest"], match.groupdict().get("file"))


def _shard(digest: str) -> str:
    """Return the folders that keep any one folder from growing too long to be listed."""
    if not re.fullmatch(DIGEST, digest):
        raise ValueError(f"no digest: {digest!r}")
    return f"{digest[:2]}/{digest[2:4]}"
