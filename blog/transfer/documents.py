"""One file of another blog as a plain value: what it says, in the terms of Quire.

The names of front matter are those of Jekyll, Hugo, Pelican, Astro and Docusaurus. What has
no place here stays in ``front_matter`` and goes out again as it came.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from typing import Any

from blog.core.forms import many_lines, one_line
from blog.core.slugs import make_slug, tidy_slug
from blog.posts.forms import LONGEST_BODY
from blog.posts.models import Kind, Visibility
from blog.tags.queries import tag_slug
from blog.transfer.file_names import name_of, parted_name, slug_of_name
from blog.transfer.front_matter import Parted, Unreadable, part
from blog.transfer.liquid import Liquid, without_liquid
from blog.transfer.moments import read_moment
from blog.transfer.said_covers import SaidCover, said_cover

HEADING = re.compile(r"\s*#[ \t]+(.*)(?:\n|$)")
PATTERN = re.compile(r"(?:^|/):[a-z_]")
POST_FOLDERS = {"_posts", "posts", "post", "blog", "articles", "_drafts"}

DATES = ("date", "pubDatetime", "pubDate", "publishDate", "published_at", "created")
UPDATES = ("updated", "lastmod", "modified", "modDatetime", "updatedDate", "last_modified_at")
SUMMARIES = ("summary", "description", "excerpt")
ADDRESSES = ("permalink", "url", "aliases", "redirect_from")
KNOWN = {
    "title", "slug", "draft", "published", "status", "unlisted", "author", "authors", "tags",
    "category", "categories", *ADDRESSES,
}  # fmt: skip
# As JSON escapes it; after an even number of backslashes it is an escape, not a text.
NUL = re.compile(r"(?<!\\)(?:\\\\)*+\\u0000")
YES, NO = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


@dataclass(frozen=True)
class Document:
    """What a file says. ``addresses`` are paths that it had; ``notes`` what to tell about it.

    ``name`` is what others make an address of: its slug or file name, as it was written.
    """

    path: str
    kind: Kind
    title: str
    body: str
    slug: str
    name: str = ""
    summary: str = ""
    date: datetime | None = None
    updated: datetime | None = None
    draft: bool = False
    visibility: Visibility = Visibility.PUBLIC
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    cover: SaidCover | None = None
    front_matter: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_document(text: str, path: str, zone: tzinfo) -> Document:
    """Return what a file says.

    Raises:
        Unreadable: it cannot be brought in; the reason is a sentence.
    """
    reading = _Reading(part(text.replace("\r\n", "\n").replace("\r", "\n")), path, zone)
    document = reading.document()
    _check_storable(document)
    return document


def _check_storable(document: Document) -> None:
    """Refuse what YAML can escape and no database can hold."""
    try:
        held = json.dumps(asdict(document), ensure_ascii=False, default=str)
        held.encode()
    except ValueError as error:
        raise Unreadable(
            "The front matter holds a sign or a number that cannot be kept."
        ) from error
    if NUL.search(held):
        raise Unreadable("The front matter holds a character that is none: a zero.")


class _Reading:
    """Reads one file; ``used`` are the names of its front matter that found a place."""

    def __init__(self, parted: Parted, path: str, zone: tzinfo) -> None:
        self.parted, self.zone = parted, zone
        self.path = PurePosixPath(path)
        self.day, self.name = parted_name(name_of(self.path))
        self.used: set[str] = set(KNOWN)

    def document(self) -> Document:
        if len(self.parted.body) > LONGEST_BODY:
            raise Unreadable(f"The text is longer than {LONGEST_BODY:,} characters.")
        body, liquid = without_liquid(self.parted.body)
        title, body = self._title(body)
        date = self._moment(DATES) or self._date_of_name()
        kind = self._kind(date)
        undated = kind is Kind.POST and date is None
        return Document(
            path=str(self.path),
            kind=kind,
            title=title,
            body=many_lines(body),
            slug=self._slug(title),
            name=self._typed_slug() or self.name,
            summary=one_line(self._first(SUMMARIES)),
            date=date,
            updated=self._moment(UPDATES),
            draft=self._is_draft() or undated,
            visibility=self._visibility(),
            authors=tuple(self._authors()),
            tags=tuple(self._tags()),
            categories=tuple(self._names("categories", "category")),
            addresses=tuple(self._addresses()),
            cover=said_cover(self.parted.values),
            front_matter=self._rest(),
            notes=tuple(self._notes(liquid, undated=undated)),
        )

    def _text(self, name: str) -> str:
        """Return a scalar as it was typed, so that the title 007 is no number."""
        value = self.parted.values.get(name)
        if value is None or isinstance(value, dict | list):
            return ""
        return str(self.parted.typed.get(name, value)).strip()

    def _first(self, names: tuple[str, ...]) -> str:
        name = next((name for name in names if self._text(name)), "")
        self.used.add(name)
        return self._text(name) if name else ""

    def _title(self, body: str) -> tuple[str, str]:
        """Return the title and the body without it, where it stood as a heading there."""
        if title := one_line(self._text("title")):
            return title, body
        found = HEADING.match(body)
        if found and (title := _without_closing(one_line(found[1]))):
            return title, body[found.end() :].lstrip("\n")
        raise Unreadable("It has no title: neither in its front matter nor as its first line.", 1)

    def _moment(self, names: tuple[str, ...]) -> datetime | None:
        name = next((name for name in names if self._text(name)), None)
        if name is None:
            return None
        self.used.add(name)
        moment = read_moment(self._text(name), self.zone)
        if moment is None:
            raise Unreadable(
                f"“{self._text(name)}” is no date. Write it as 2024-03-01 or 2024-03-01 09:30.",
                self.parted.lines.get(name),
            )
        return moment

    def _date_of_name(self) -> datetime | None:
        return read_moment(self.day, self.zone) if self.day else None

    def _typed_slug(self) -> str:
        return self._text("slug").strip("/").rpartition("/")[2]

    def _slug(self, title: str) -> str:
        return tidy_slug(self._typed_slug()) or slug_of_name(name_of(self.path)) or make_slug(title)

    def _kind(self, date: datetime | None) -> Kind:
        kind = self._text("layout") or self._text("type")
        if kind in {"page", "pages"} or {"pages", "_pages"} & set(self.path.parts[:-1]):
            return Kind.PAGE
        is_post = kind in {"post", "posts"} or POST_FOLDERS & set(self.path.parts[:-1])
        return Kind.POST if date or is_post else Kind.PAGE

    def _is_draft(self) -> bool:
        return (
            self._text("draft").lower() in YES
            or self._text("published").lower() in NO
            or self._text("status").lower() == "draft"
            or "_drafts" in self.path.parts
        )

    def _visibility(self) -> Visibility:
        hidden = self._text("status").lower() == "hidden" or self._text("unlisted").lower() in YES
        return Visibility.UNLISTED if hidden else Visibility.PUBLIC

    def _names(self, *keys: str) -> Iterator[str]:
        """Yield the names of a list, each once, of one name, or of names with commas between."""
        seen = set()
        for key in keys:
            value = self.parted.values.get(key)
            items = value if isinstance(value, list) else self._text(key).split(",")
            for item in items:
                named = item.get("name") or item.get("label") if isinstance(item, dict) else item
                name = one_line(str(named or ""))
                if name and name.casefold() not in seen:
                    seen.add(name.casefold())
                    yield name

    def _authors(self) -> Iterator[str]:
        author = self.parted.values.get("author")
        if isinstance(author, dict):
            author = author.get("name")
        if isinstance(author, str) and not self.parted.values.get("authors"):
            # Of one author a comma may be part of the name; of several it parts them.
            yield from filter(None, [one_line(author)])
        else:
            yield from self._names("authors", "author")

    def _tags(self) -> Iterator[str]:
        seen = set()
        for name in self._names("tags", "categories", "category"):
            if tag_slug(name) not in seen:
                seen.add(tag_slug(name))
                yield name

    def _addresses(self) -> Iterator[str]:
        for name in ADDRESSES:
            value = self.parted.values.get(name)
            for address in value if isinstance(value, list) else [self._text(name)]:
                # A pattern is no address.
                if isinstance(address, str) and address.strip("/ ") and not PATTERN.search(address):
                    yield address.strip()
        if "/" in self._text("slug").strip("/"):
            yield self._text("slug")

    def _rest(self) -> dict[str, Any]:
        return {name: value for name, value in self.parted.values.items() if name not in self.used}

    def _notes(self, liquid: Liquid, *, undated: bool) -> Iterator[str]:
        if undated:
            yield "It has no date, so it is a draft."
        if liquid.left:
            where = self.parted.body_line + liquid.left[0] - 1
            more = f" and {len(liquid.left) - 1} more" if len(liquid.left) > 1 else ""
            yield f"Line {where}{more}: a Liquid tag is left as text."


def _without_closing(heading: str) -> str:
    """Return a heading without the signs that may close it; C# keeps its own."""
    words = heading.rstrip("#")
    return words.rstrip() if not words or words.endswith(" ") else heading
