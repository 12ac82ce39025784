"""Which files of a folder a text shows. What it names is looked for where the programs that it
may come from would serve it."""

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePath, PurePosixPath
from urllib.parse import unquote

from blog.media.inspection.formats import KNOWN_ENDINGS
from blog.transfer.documents import Document
from blog.transfer.references import references_in, unescaped

# What is no text of a blog and may be a file of the library; what is refused is told why.
ENDINGS = KNOWN_ENDINGS - set("md markdown html htm xml zip exe bin tmp".split())
MENTION = re.compile(rf"\.(?:{'|'.join(sorted(ENDINGS))})(?![a-z0-9])", re.IGNORECASE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|[#?]", re.IGNORECASE)
# Pelican's words for a file of its own, and the names that Astro and Docusaurus give to a folder.
PREFIX = re.compile(r"(?:\{(?:static|attach|filename)\}|\|(?:static|attach|filename)\||@site(?=/))")
ALIAS = re.compile(r"[~@]/|@(?=[\w-]+/)")
# Whose content is at the root of a site: Hugo's and Docusaurus' static, Astro's public, …
ROOTS = ("", "static", "public", "assets", "src/assets", "src", "content", "docs", "source")
NOT_ENTERED = {"node_modules", "vendor", "_site", "resources"}
# Each is looked for in many places, and nobody shows as many in a text.
MOST_NAMED = 5_000
NOT_THERE = "It is not in the folder."


@dataclass(frozen=True)
class ShownFile:
    """A file that a text shows; ``url`` is as it stands there, ``path`` within the folder."""

    url: str
    path: str
    place: Path
    digest: str
    alt: str = ""

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class Shown:
    """What a text shows of its folder, and the addresses of what is not there, with the reason."""

    files: tuple[ShownFile, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Return a digest of all the files, empty for none."""
        lines = sorted({f"{file.digest} {file.path}\n" for file in self.files})
        return hashlib.sha256("".join(lines).encode()).hexdigest() if lines else ""


def is_media(path: PurePosixPath) -> bool:
    """Say whether a file at this path may be shown by a text of the folder."""
    return _ending(path.name) in ENDINGS and _is_open(path)


def may_show_files(text: str) -> bool:
    """Say, in a moment, whether a text is worth asking what it shows."""
    return MENTION.search(text) is not None


def shown_by(document: Document, folder: Path) -> Shown:
    """Find what a text and its front matter show."""
    files, missing = [], {}
    for url, alt, is_picture in _named(document):
        if not is_picture and _ending(_plain(url)) not in ENDINGS:
            continue
        found = _found(url, document.path, folder)
        if found is None:
            missing[url] = NOT_THERE
            continue
        try:
            with found.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            missing[url] = f"It cannot be opened: {error.strerror}."
            continue
        path = found.relative_to(folder).as_posix()
        files.append(ShownFile(url, path, found, digest, alt))
    return Shown(tuple(files), missing)


def _named(document: Document) -> Iterator[tuple[str, str, bool]]:
    """Yield each address that may be a file of the folder, once, and what is said of it."""
    cover = document.cover
    named = []
    if cover and _ending(_plain(cover.url)) in ENDINGS:
        named.append((cover.url, cover.alt, True))
    named += [(each.url, each.alt, each.is_picture) for each in references_in(document.body)]
    seen: dict[str, tuple[str, bool]] = {}
    for url, alt, is_picture in named:
        if not ELSEWHERE.match(url):
            before = seen.get(url, ("", False))
            seen[url] = (before[0] or alt, before[1] or is_picture)
    for url, (alt, is_picture) in islice(seen.items(), MOST_NAMED):
        yield url, alt, is_picture


def _found(url: str, path: str, folder: Path) -> Path | None:
    """Return the file that an address in a text means, if it is in the folder."""
    root = folder.resolve()
    for candidate in dict.fromkeys(_candidates(url, PurePosixPath(path).parent)):
        place = folder / candidate
        try:
            if place.is_file() and place.resolve().is_relative_to(root):
                return place
        except (OSError, RuntimeError, ValueError):
            # A link that leads to itself, or a name that no file can have.
            continue
    return None


def _candidates(url: str, around: PurePosixPath) -> Iterator[str]:
    """Yield where a file may lie that a text in a folder names."""
    plain = _plain(url)
    if not plain or (plain.startswith("/") and ".." in plain.split("/")):
        return
    for form in dict.fromkeys((plain, unescaped(plain), unquote(plain))):
        if not form.startswith("/"):
            yield from _within(posixpath.normpath(f"{around}/{form}"))
        # An address may be meant from the page instead of from the file: then it only has more
        # or fewer steps up.
        absolute = re.sub(r"^(?:\.{1,2}/)+", "", form).lstrip("/")
        for parent in reversed((around, *around.parents)):
            for name in ROOTS:
                yield from _within(posixpath.normpath(f"{parent}/{name}/{absolute}"))


def _within(path: str) -> Iterator[str]:
    """Yield a path that does not lead out, and into no folder of programs or secrets."""
    if not path.startswith(("../", "/")) and "\0" not in path and _is_open(PurePosixPath(path)):
        yield path


def _is_open(path: PurePosixPath) -> bool:
    return not any(part.startswith(".") or part in NOT_ENTERED for part in path.parts)


def _plain(url: str) -> str:
    """Return the path of an address as it is typed, without what follows it."""
    path = re.split(r"[?#]", PREFIX.sub("", url, count=1), maxsplit=1)[0]
    return ALIAS.sub("/", path, count=1) if ALIAS.match(path) else path


def _ending(name: str) -> str:
    return PurePath(name).suffix[1:].lower()
