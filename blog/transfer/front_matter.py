"""Front matter: what stands before a text, in YAML, in TOML, or as Pelican writes it.

YAML between lines of `---` (Jekyll, Hugo, Astro, Docusaurus), TOML between lines of `+++`
(Hugo), or lines of `Key: value` up to the first empty line (Pelican).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import isfinite
from typing import Any

import yaml

FENCES = {"---": "YAML", "+++": "TOML"}
PELICAN = re.compile(r"([A-Za-z][\w-]*):[ \t]*(.*)")
# An alias of an alias of an alias is a text of a few lines that never ends.
MOST_VALUES = 5_000
DEEPEST = 20
# To read a megabyte of YAML takes several seconds.
LONGEST = 100_000

Value = Any


class Unreadable(Exception):  # noqa: N818 - says what is the case
    """A file cannot be read; ``line`` counts from 1, and is None where there is none to name."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True)
class Parted:
    """A file as its front matter and its body.

    ``typed`` has the scalars of YAML as they were typed, where it matters whether somebody
    wrote `No` or `false`, `007` or `7`.
    """

    values: Mapping[str, Value]
    typed: Mapping[str, str]
    body: str
    body_line: int = 1
    lines: Mapping[str, int] = field(default_factory=dict)


def part(text: str) -> Parted:
    """Return front matter and body of a file.

    Raises:
        Unreadable: there is front matter that is not what it begins as.
    """
    first, _, rest = text.partition("\n")
    fence = first.rstrip()
    if fence in FENCES:
        return _fenced(fence, rest)
    if PELICAN.fullmatch(first.rstrip()):
        return _pelican(text)
    return Parted({}, {}, text)


def _fenced(fence: str, rest: str) -> Parted:
    lines = rest.split("\n")
    ends = {fence, "..."} if fence == "---" else {fence}
    end = next((i for i, line in enumerate(lines) if line.rstrip() in ends), None)
    if end is None:
        raise Unreadable(f"The front matter has no end: a line of {fence} is missing.", 1)
    source, body = "\n".join(lines[:end]), "\n".join(lines[end + 1 :])
    if fence == "+++":
        values = _toml(source)
        return Parted(values, {}, body, end + 3)
    values, pairs = _yaml(source)
    typed = {key.value: value.value for key, value in pairs if isinstance(value, yaml.ScalarNode)}
    lines_of = {key.value: key.start_mark.line + 2 for key, _ in pairs}
    return Parted(values, typed, body, end + 3, lines_of)


Pairs = list[tuple[yaml.ScalarNode, yaml.Node]]


def _yaml(source: str) -> tuple[dict[str, Value], Pairs]:
    if len(source) > LONGEST:
        raise Unreadable(f"The front matter is longer than {LONGEST:,} characters.", 2)
    try:
        loader = _Loader(source)
        try:
            node = loader.get_single_node()
            if node is None:
                return {}, []
            if not isinstance(node, yaml.MappingNode):
                raise Unreadable("The front matter is no list of names and values.", 2)
            values = _plain(loader.construct_document(node))
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise Unreadable(f"The YAML cannot be read: {_reason(error)}.", _line(error)) from error
    except (ValueError, RecursionError, OverflowError, TypeError, LookupError) as error:
        raise Unreadable(f"The YAML cannot be read: {error}.", 2) from error
    return values, [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]


class _Loader(yaml.SafeLoader):
    """YAML's own types, but for those that JSON has not: they stay as they were typed."""


def _as_typed(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


for _kind in ("timestamp", "binary"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_kind}", _as_typed)


def _line(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    # The line above the YAML counts as well.
    return mark.line + 2 if mark else None


def _reason(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return str(problem)


def _toml(source: str) -> dict[str, Value]:
    try:
        return _plain(tomllib.loads(source))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)|\(at end of document\)", str(error))
        line = int(found[1]) + 1 if found and found[1] else None
        reason = str(error).partition(" (at ")[0]
        raise Unreadable(f"The TOML cannot be read: {reason}.", line) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The TOML cannot be read: {error}.", 2) from error


def _pelican(text: str) -> Parted:
    values: dict[str, str] = {}
    lines = text.split("\n")
    name = ""
    for number, line in enumerate(lines):
        if found := PELICAN.fullmatch(line.rstrip()):
            name = found[1].lower()
            values[name] = found[2].strip()
        elif line.strip() and line[0] in " \t" and name:
            values[name] = f"{values[name]} {line.strip()}".strip()
        else:
            end = number + 1 if not line.strip() else number
            return Parted(values, values, "\n".join(lines[end:]), end + 1)
    return Parted(values, values, "", len(lines))


def _plain(value: Value) -> dict[str, Value]:
    """Return values as JSON can hold them, and as few of them as anybody writes.

    Raises:
        Unreadable: there are too many, or they hold themselves.
    """
    result = _Counting().plain(value, 0)
    if not isinstance(result, dict):
        raise Unreadable("The front matter is no list of names and values.", 2)
    return result


class _Counting:
    """Goes through values and counts them: an alias stands for as many as it holds."""

    def __init__(self) -> None:
        self.count = 0

    def plain(self, value: Value, depth: int) -> Value:
        self.count += 1
        if self.count > MOST_VALUES or depth > DEEPEST:
            raise Unreadable("The front matter holds more than can be kept.", 2)
        if isinstance(value, Mapping):
            return {str(key): self.plain(inner, depth + 1) for key, inner in value.items()}
        if isinstance(value, list | tuple | set):
            return [self.plain(inner, depth + 1) for inner in value]
        if isinstance(value, datetime | date | time):
            return value.isoformat()
        if isinstance(value, float) and not isfinite(value):
            return str(value)
        return value if value is None or isinstance(value, str | bool | int | float) else str(value)
