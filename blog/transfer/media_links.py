"""Addresses of the library in a text that leaves: links to files that lie beside it, and back.

`media:KEY` is nothing that another program could show. `/media/KEY/NAME` is found wherever the
folder `media` is at the root, which is Hugo's `static` or the top of a repository.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

from blog.core.markdown.media import KEY, SCHEME
from blog.transfer.references import rewritten

FOLDER = "media"
LINK = re.compile(rf"/{FOLDER}/({KEY})/[^\s<>()\"'?#/]+")


def link_to(key: str, name: str) -> str:
    return f"/{FOLDER}/{key}/{quote(name, safe='')}"


def outward(body: str, names: Mapping[str, str]) -> str:
    """Return a text with links to the files of the library; ``names`` are those of files, by key.

    It stays as it is where the way back would not make the same of it, letter for letter.
    """

    def link(url: str) -> str | None:
        key = url.removeprefix(SCHEME)
        return link_to(key, names[key]) if url.startswith(SCHEME) and key in names else None

    linked = rewritten(body, link)
    return linked if inward(linked) == body else body


def inward(body: str) -> str:
    """Return a text that names the library again where it has links to its files."""
    return rewritten(body, lambda url: f"{SCHEME}{key}" if (key := key_in(url)) else None)


def key_in(url: str) -> str:
    """Return the key in a link to a file of the library, empty for anything else."""
    found = LINK.fullmatch(url)
    return found[1] if found else ""
