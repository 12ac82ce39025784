"""Liquid, the template language of Jekyll, in a text that leaves it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Possessive, and each found once: a text of a megabyte must not take an hour.
HIGHLIGHT = re.compile(
    r"^([ \t]*+)\{%-?\s*+highlight\s++([\w+#.-]++)[^%]*+%\}[ \t]*+\n", re.MULTILINE
)
ENDHIGHLIGHT = re.compile(r"\{%-?\s*+endhighlight\s*+-?%\}")
RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
TAGS = (("{%", "%}"), ("{{", "}}"))
FENCE = re.compile(r"`{3,}")
FENCE_LINE = re.compile(r"[ \t]*(`{3,}|~{3,})")


@dataclass(frozen=True)
class Liquid:
    """What was found: the lines, from 1, on which a tag is left as text."""

    left: tuple[int, ...] = ()


def without_liquid(body: str) -> tuple[str, Liquid]:
    """Return a text with its listings as Markdown has them, and what is left to look at.

    `highlight` becomes a fenced block; `raw`, which says that what follows is no Liquid, has
    nothing to say here. Every other tag stays as it was typed. What a fenced block holds is an
    example and no tag.
    """
    if "{%" not in body and "{{" not in body:
        return body, Liquid()
    kept_raw = "raw" in body
    body = "".join(_with_listings(body))
    outside = RAW.sub("", body) if kept_raw else body
    lines = [
        number
        for number, (line, is_code) in enumerate(_lines(body), 1)
        if not is_code and _has_tag(line) and not RAW.search(line)
    ]
    return outside, Liquid(tuple(lines))


def _lines(body: str) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it stands in a fenced block."""
    fence = ""
    for line in body.split("\n"):
        found = FENCE_LINE.match(line)
        yield line, bool(fence)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""


def _code_lines(body: str) -> set[int]:
    """Return where the lines of fenced blocks begin."""
    starts, at = set(), 0
    for line, is_code in _lines(body):
        if is_code:
            starts.add(at)
        at += len(line) + 1
    return starts


def _with_listings(body: str) -> Iterator[str]:
    done = 0
    code_lines = _code_lines(body)
    for begun in HIGHLIGHT.finditer(body):
        if begun.start() < done or begun.start() in code_lines:
            continue
        ended = ENDHIGHLIGHT.search(body, begun.end())
        if ended is None:
            break
        yield body[done : begun.start()]
        code = body[begun.end() : ended.start()].rstrip(" \t").removesuffix("\n")
        yield _fenced(begun[1], begun[2], code)
        done = ended.end()
    yield body[done:]


def _has_tag(line: str) -> bool:
    return any(line.find(end, line.find(begin) + 2) > 0 for begin, end in TAGS if begin in line)


def _fenced(indent: str, language: str, code: str) -> str:
    code = RAW.sub("", code)
    longest = max((len(run) for run in FENCE.findall(code)), default=2)
    fence = "`" * (longest + 1)
    return f"{indent}{fence}{language}\n{code}\n{indent}{fence}"
