"""What a writer may want to know before readers see a text. It informs and never blocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from blog.core.markdown.contents import Contents, Link, Picture, TextHeading
from blog.core.markdown.galley import ID_PREFIX
from blog.core.markdown.links import host_of
from blog.core.markdown.media import Attachment, Shown, is_placeholder, is_reference, key_of
from blog.core.markdown.media import Picture as Image
from blog.core.markdown.style import HouseStyle
from blog.core.templating import shorten
from blog.posts.link_targets import Target

MOST_SHOWN = 12
# Different addresses of this site that are looked up for one text.
MOST_LOOKED_UP = 200
LONGEST_NAME = 60
# The title of the page, above the first heading of the text.
TITLE_LEVEL = 1

WORDS = {
    Target.NOWHERE: "leads nowhere on this site. Correct the address, or take the link away.",
    Target.DRAFT: "leads to a draft, which readers cannot see. Publish that one first.",
    Target.SCHEDULED: "leads to a post that is not out yet. Readers find nothing there till then.",
    Target.PRIVATE: "leads to a private post, which readers cannot see. Link to another one.",
    Target.TRASHED: "leads to a post in the trash. Restore that one, or take the link away.",
    Target.DESK: "leads to the desk, where readers cannot go. Link to the page on the site.",
}


NO_SUMMARY = (
    "It has no summary: lists and search engines show its opening lines instead. "
    "Write one under Details if they do not say what it is about."
)


@dataclass(frozen=True)
class Advice:
    """One thing to look at; ``line`` is where it stands in the text, None for all of it."""

    text: str
    line: int | None = None


def advice_on(
    contents: Contents,
    summary: str,
    targets: Mapping[str, Target],
    style: HouseStyle,
    library: Mapping[str, Shown] | None = None,
) -> list[Advice]:
    """Return what there is to say about a text, in the order of its lines.

    ``targets`` says of each path that `paths_in` named what readers find there, ``library`` what
    the keys in the text stand for.
    """
    found = [
        *_on_headings(contents.headings),
        *_on_pictures(contents.pictures, library or {}),
        *_on_files(contents.links, library or {}),
        *_on_places(contents),
        *_on_links(contents, targets, style),
    ]
    found.sort(key=lambda advice: advice.line or 0)
    general = [] if summary else [Advice(NO_SUMMARY)]
    return [*general, *_at_most(found)]


def paths_in(contents: Contents, style: HouseStyle) -> list[str]:
    """Return the addresses of this site that a text links to, as paths with a slash before."""
    paths = (path_on_site(link.url, style) for link in contents.links)
    return list(dict.fromkeys(path for path in paths if path))[:MOST_LOOKED_UP]


def path_on_site(url: str, style: HouseStyle) -> str | None:
    """Return the path of a link on this site, decoded; None for one to elsewhere or within."""
    host = host_of(url)
    if host is None or not url or url.startswith(("#", "?")):
        return None
    # A relative address counts from the page of the post, which lies at the top of the site.
    parts = urlsplit(urljoin("https://site.invalid/", url))
    if parts.scheme not in {"http", "https"} or (host and host != style.host.lower()):
        return None
    return unquote(parts.path) or "/"


def _on_headings(headings: Sequence[TextHeading]) -> Iterator[Advice]:
    above = TITLE_LEVEL
    for heading in headings:
        if heading.level > above + 1:
            wanted = "#" * max(1, heading.marks - (heading.level - above - 1))
            yield Advice(
                f"the heading “{shorten(heading.text, LONGEST_NAME)}” skips a level. "
                f"Write it with {wanted} instead of {'#' * heading.marks}.",
                heading.line,
            )
        above = heading.level


def _on_pictures(pictures: Sequence[Picture], library: Mapping[str, Shown]) -> Iterator[Advice]:
    for picture in pictures:
        shown = library.get(key_of(picture.source))
        if is_reference(picture.source) and shown is None:
            yield _not_there(picture.source, picture.line)
        elif not picture.description.strip() and not says_enough(shown):
            where = "in the library, or between the brackets" if shown else "between the brackets"
            yield Advice(
                f"the picture {_name_of(picture.source)} has no description for those who do not "
                f"see it. Write one {where}: ![What it shows](…).",
                picture.line,
            )


def says_enough(shown: Shown | None) -> bool:
    """Say whether what the library holds needs no more words for those who do not see it."""
    if isinstance(shown, Image):
        return shown.is_decorative or bool(shown.alt.strip())
    return isinstance(shown, Attachment)


def _not_there(url: str, line: int | None) -> Advice:
    key = shorten(key_of(url), LONGEST_NAME)
    if is_placeholder(key):
        return Advice(
            "a file has not been uploaded, so readers get only the words for it. "
            "Choose it again, or take its line out of the text.",
            line,
        )
    return Advice(
        f"there is no file “{key}” in the library, so readers get only the words for it. "
        "Choose another one.",
        line,
    )


def _on_files(links: Sequence[Link], library: Mapping[str, Shown]) -> Iterator[Advice]:
    for link in links:
        if is_reference(link.url) and key_of(link.url) not in library:
            yield _not_there(link.url, link.line)


def _name_of(source: str) -> str:
    try:
        path = urlsplit(source).path
    except ValueError:
        path = source
    name = unquote(path).rstrip("/").rpartition("/")[2]
    return f"“{shorten(name, LONGEST_NAME)}”" if name else "here"


def _on_places(contents: Contents) -> Iterator[Advice]:
    for link in contents.links:
        place = unquote(link.url[1:]) if link.url.startswith("#") else ""
        if place and ID_PREFIX + place.removeprefix(ID_PREFIX) not in contents.ids:
            yield Advice(
                f"the link “{_name_of_link(link.url)}” leads to no heading of this text. "
                "Correct what stands after the #.",
                link.line,
            )


def _on_links(
    contents: Contents, targets: Mapping[str, Target], style: HouseStyle
) -> Iterator[Advice]:
    for link in contents.links:
        target = targets.get(path_on_site(link.url, style) or "", Target.FOUND)
        if target is not Target.FOUND:
            yield Advice(f"the link “{_name_of_link(link.url)}” {WORDS[target]}", link.line)


def _name_of_link(url: str) -> str:
    return shorten(unquote(url), LONGEST_NAME)


def _at_most(found: Sequence[Advice]) -> list[Advice]:
    more = len(found) - MOST_SHOWN
    if more <= 0:
        return list(found)
    return [*found[:MOST_SHOWN], Advice(f"And {more} more like these, further down.")]
