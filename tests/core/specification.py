"""The examples of the specifications of Markdown that the house reads."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMMONMARK = HERE.parent / "node_modules" / "commonmark-spec" / "spec.txt"
GFM = HERE / "gfm.txt"
EXAMPLE = re.compile(r"^`{32} example ?(\d*)\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """What is written, and the HTML that the specification wants of it."""

    name: str
    written: str
    wanted: str


def commonmark() -> list[Example]:
    """Return all examples of CommonMark 0.31.2."""
    if not COMMONMARK.exists():
        pytest.skip("commonmark-spec is not installed; `make install` brings it when npm is there.")
    return _examples(COMMONMARK, "CommonMark")


def gfm() -> list[Example]:
    """Return the examples by which GFM 0.29 goes beyond CommonMark."""
    return _examples(GFM, "GFM")


def _examples(path: Path, title: str) -> list[Example]:
    # An arrow stands for a tab, so that a reader sees it.
    text = path.read_text(encoding="utf-8").replace("→", "\t")
    return [
        Example(f"{title} {found[1] or number}", found[2], found[3])
        for number, found in enumerate(EXAMPLE.finditer(text), 1)
    ]
