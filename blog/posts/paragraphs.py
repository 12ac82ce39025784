"""A text as paragraphs, which blank lines part, for reading and comparing."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BLOCKS = 20_000


@dataclass(frozen=True)
class Block:
    """A paragraph and the line ends after it. Only the first of a text may have no text."""

    text: str
    gap: str


def blocks_of(text: str) -> list[Block]:
    """Part a text into paragraphs. Text and gap of all of them, joined, are the text."""
    blocks: list[Block] = []
    lines: list[str] = []
    blanks: list[str] = []
    for line in text.split("\n"):
        # Beyond that it is one paragraph: a page of more would help nobody.
        if len(blocks) < MOST_BLOCKS and not line.strip():
            blanks.append(line)
            continue
        if blanks:
            blocks.append(_block(lines, blanks))
            lines, blanks = [], []
        lines.append(line)
    if lines or len(blanks) > 1 or any(blanks):
        blocks.append(_block(lines, blanks, last=True))
    return blocks


def _block(lines: Sequence[str], blanks: Sequence[str], *, last: bool = False) -> Block:
    text = "\n".join(lines)
    # A line ends before each blank one, and before the paragraph that follows.
    gap = "\n".join([*([""] if lines else []), *blanks, *([] if last else [""])])
    return Block(text, gap)


def joined(blocks: Sequence[Block]) -> Block | None:
    """Return paragraphs that follow each other as one, None for none."""
    if not blocks:
        return None
    *others, last = blocks
    return Block("".join(block.text + block.gap for block in others) + last.text, last.gap)
