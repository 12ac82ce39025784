"""Liquid, the template language of Jekyll, in a text that leaves it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from blog.core.slugs import is_reserved
from blog.transfer.examples import Examples, examples_in, fenced_lines
from blog.transfer.file_names import name_of, parted_name, slug_of_name

# Possessive, and each found once: a text of a megabyte must not take an hour.
BLOCK = re.compile(
    r"^(?P<indent>[ \t]*+)\{%-?\s*+highlight\s++(?P<language>[\w+#.-]++)[^%]*+%\}[ \t]*+\n"
    r"|\{%-?\s*+raw\s*+-?%\}",
    re.MULTILINE,
)
ENDHIGHLIGHT = re.compile(r"\{%-?\s*+endhighlight\s*+-?%\}")
ENDRAW = re.compile(r"\{%-?\s*+endraw\s*+-?%\}")
# A tag may go on in the next line of its paragraph, and holds no beginning of another.
TAG = re.compile(
    r"\{%(?:[^%{\n]++|%(?!\})|\{(?!%)|\n(?![ \t]*\n))*+%\}"
    r"|\{\{(?:[^{}\n]++|\}(?!\})|\{(?!\{)|\n(?![ \t]*\n))*+\}\}"
)
# An address in quotes, made one of the old site; those of a site begin at its root here.
QUOTED = re.compile(
    r"([\"'])([^\"'<>()\\{}\s]*+)\1"
    r"(?:\s*+\|\s*+(?:relative_url|absolute_url|prepend:\s*+site\.(?:baseurl|url)))++"
)
SITE = {"site.baseurl", "site.url"}
DEFINITION = re.compile(r" {0,3}\[[^\]\n]+\]:")
FENCE = re.compile(r"`{3,}")


@dataclass(frozen=True)
class Liquid:
    """What was found: the lines, from 1, on which a tag is left as text."""

    left: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Edit:
    """What takes the place of a stretch of a text."""

    start: int
    end: int
    text: str


def without_liquid(body: str) -> tuple[str, Liquid]:
    """Return a text with its listings as Markdown has them, and what is left to look at.

    `highlight` becomes a fenced block; of `raw`, which says that what follows is no Liquid,
    stays what it holds. Tags that make an address become that address, if it is known from
    the text alone. Every other tag stays as it was typed. What stands in code is an example
    and no tag.
    """
    if "{%" not in body and "{{" not in body:
        return body, Liquid()
    body, raw = _without_blocks(body)
    examples = examples_in(body)
    tags = [
        tag for tag in TAG.finditer(body) if tag.start() not in raw and tag.start() not in examples
    ]
    edits = _addresses(body, tags)
    known = {edit.start for edit in edits}
    left = [tag for tag in tags if tag.start() not in known]
    lines, breaks = _lines_of(body, left)
    return _edited(body, [*edits, *breaks]), Liquid(lines)


def _without_blocks(body: str) -> tuple[str, Examples]:
    """Return a text without `highlight` and `raw`, and where stands what `raw` held."""
    parts: list[str] = []
    starts, ends, length = [], [], 0
    for part, is_raw in _parts(body):
        if is_raw:
            starts.append(length)
            ends.append(length + len(part))
        parts.append(part)
        length += len(part)
    return "".join(parts), Examples(starts, ends)


def _parts(body: str) -> Iterator[tuple[str, bool]]:
    """Yield a text in parts, and of each whether `raw` held it.

    A block that never ends stays as it was typed. A listing within a fenced block is an
    example of one; `raw` is at work there as everywhere.
    """
    done, fenced = 0, fenced_lines(body)
    is_endless = {ENDHIGHLIGHT: False, ENDRAW: False}
    for begun in BLOCK.finditer(body):
        language = begun["language"]
        closing = ENDHIGHLIGHT if language else ENDRAW
        if begun.start() < done or is_endless[closing] or (language and begun.start() in fenced):
            continue
        ended = closing.search(body, begun.end())
        if ended is None:
            is_endless[closing] = True
            continue
        yield body[done : begun.start()], False
        held = body[begun.end() : ended.start()]
        yield (_listing(begun["indent"], language, held), False) if language else (held, True)
        done = ended.end()
    yield body[done:], False


def _listing(indent: str, language: str, code: str) -> str:
    code = _without_blocks(code.rstrip(" \t").removesuffix("\n"))[0]
    longest = max((len(run) for run in FENCE.findall(code)), default=2)
    fence = "`" * (longest + 1)
    return f"{indent}{fence}{language}\n{code}\n{indent}{fence}"


def _addresses(body: str, tags: Sequence[re.Match[str]]) -> list[_Edit]:
    """Return the addresses that take the place of tags, the last of them first."""
    edits: list[_Edit] = []
    for tag in reversed(tags):
        ahead = body[tag.end() : tag.end() + 2]
        if edits and edits[-1].start == tag.end():
            # Nothing takes the place of a tag only where a path follows.
            ahead = edits[-1].text or "/"
        address = _address(tag[0], ahead)
        if address is not None:
            edits.append(_Edit(tag.start(), tag.end(), address))
    return edits


def _address(tag: str, ahead: str) -> str | None:
    """Return the address that a tag makes, before what is ahead of it; None if unknown."""
    inner = tag[2:-2].removeprefix("-").removesuffix("-").strip()
    if tag.startswith("{{"):
        return _quoted_address(inner) if inner not in SITE else _before_path(ahead)
    words = inner.split()
    if len(words) != 2:
        return None
    path = PurePosixPath(words[1].strip("\"'"))
    if words[0] == "post_url":
        return _address_of_post(path.name)
    return (
        _address_of_post(name_of(path)) if words[0] == "link" and "_posts" in path.parts else None
    )


def _before_path(ahead: str) -> str | None:
    return "" if ahead.startswith("/") and not ahead.startswith("//") else None


def _quoted_address(expression: str) -> str | None:
    found = QUOTED.fullmatch(expression)
    if found is None or found[2].startswith("//"):
        return None
    return found[2] if "://" in found[2] else "/" + found[2].lstrip("/")


def _address_of_post(name: str) -> str | None:
    """Return where a post of this file name is here, unless its own file says otherwise."""
    day, _ = parted_name(name)
    slug = slug_of_name(name)
    return f"/{slug}" if day and slug and not is_reserved(slug) else None


def _lines_of(body: str, tags: Sequence[re.Match[str]]) -> tuple[tuple[int, ...], list[_Edit]]:
    """Return the lines that tags stand on, and empty lines to put in between.

    What looks like the definition of a link and is none, because of the tag in it, would
    make one paragraph of itself and the good definitions below it.
    """
    starts = [0, *(end.end() for end in re.finditer("\n", body))]
    numbers: list[int] = []
    breaks = []
    for tag in tags:
        number, last = bisect_right(starts, tag.start()), bisect_right(starts, tag.end() - 1)
        if number in numbers[-1:]:
            continue
        numbers.append(number)
        if last == len(starts) or not DEFINITION.match(body, starts[last]):
            continue
        line = body[starts[number - 1] : starts[last]].strip()
        if DEFINITION.match(line) or (line.startswith("{%") and line.endswith("%}")):
            breaks.append(_Edit(starts[last], starts[last], "\n"))
    return tuple(numbers), breaks


def _edited(body: str, edits: Sequence[_Edit]) -> str:
    parts, done = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        parts += [body[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, body[done:]])
