"""Texts for the merge to be tried on: a base, and edits that people make to it."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

WORDS = st.lists(st.sampled_from("sea tide mud boat rope wind a b".split()), min_size=1, max_size=6)
PROSE = WORDS.map(" ".join)
ITEMS = st.lists(PROSE, min_size=1, max_size=4)
BLOCKS = st.one_of(
    PROSE,
    PROSE.map("## {}".format),
    PROSE.map("> {}".format),
    PROSE.map("```\n{}\n\n- no item\n```".format),
    PROSE.map("~~~ text\n# {}\n\n\n~~~".format),
    PROSE.map("$$\n{}\n$$".format),
    PROSE.map(":::note\n{}\n\nmore\n:::".format),
    PROSE.map("    {}\n\n    code".format),
    PROSE.map("<details>\n\n{}\n\n</details>".format),
    PROSE.map("[^1]: {}\n\n    more".format),
    ITEMS.map(lambda items: "\n".join(f"- {item}" for item in items)),
    ITEMS.map(lambda items: "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1))),
    ITEMS.map(lambda items: "\n\n".join(f"* {item}\n\n  ```\n  x\n  ```" for item in items)),
    ITEMS.map(lambda rows: "\n".join(["| a | b |", "|---|---|", *(f"| {r} | 1 |" for r in rows)])),
)
GAPS = st.sampled_from(["\n\n"] * 8 + ["\n", "\n\n\n", "\n \n"])
ENDS = st.sampled_from(["", "\n", "\n\n", " "])
SIGNS = "\n\n  -*`|#a1.>~:$<[]b"
ANY_TEXT = st.text(alphabet=SIGNS, max_size=40) | st.text(max_size=20).map(
    lambda text: text.replace("\r", "")
)


@st.composite
def bases(draw: DrawFn) -> list[str]:
    """Blocks that differ, so that it can be said which is which."""
    return draw(st.lists(BLOCKS, max_size=6, unique=True))


@st.composite
def edited(draw: DrawFn, blocks: list[str]) -> str:
    """A text as somebody makes it of blocks: some changed, deleted, moved; others added."""
    kept = list(blocks)
    for _ in range(draw(st.integers(0, 3))):
        deed = draw(st.sampled_from(["add", "delete", "change", "extend", "move"]))
        at = draw(st.integers(0, len(kept)))
        if deed == "add" or at == len(kept):
            kept.insert(at, draw(BLOCKS))
        elif deed == "delete":
            del kept[at]
        elif deed == "change":
            kept[at] = draw(BLOCKS)
        elif deed == "extend":
            lines = kept[at].split("\n")
            line = draw(st.integers(0, len(lines) - 1))
            lines[line] += draw(st.sampled_from([" too", " and more"]))
            kept[at] = "\n".join(lines)
        else:
            kept.append(kept.pop(at))
    return draw(joined(kept))


@st.composite
def joined(draw: DrawFn, blocks: list[str]) -> str:
    """Blocks with blank lines between them, mostly the usual one."""
    text = "".join(block + draw(GAPS) for block in blocks[:-1])
    return text + "".join(blocks[-1:]) + draw(ENDS)


@st.composite
def edits(draw: DrawFn) -> tuple[str, str, str]:
    """A base, and what two people made of it."""
    blocks = draw(bases())
    return draw(joined(blocks)), draw(edited(blocks)), draw(edited(blocks))


@st.composite
def tellable(draw: DrawFn, deeds: Sequence[str]) -> tuple[str, str, str]:
    """A base of paragraphs that all differ, and edits that repeat and move none."""
    blocks = [f"Paragraph {n}" for n in range(draw(st.integers(0, 6)))]
    sides = []
    for name in ("one", "other"):
        kept = list(blocks)
        for number in range(draw(st.integers(0, 3))):
            deed = draw(st.sampled_from(deeds))
            at = draw(st.integers(0, len(kept)))
            new = f"{name.title()}{number}"
            added = {
                "add": [new],
                "change": [new],
                "delete": [],
                "extend": [f"{text} {new}" for text in kept[at : at + 1]],
            }
            kept[at : at + (deed != "add")] = added[deed]
        sides.append("\n\n".join(kept))
    return "\n\n".join(blocks), sides[0], sides[1]


@st.composite
def torn(draw: DrawFn) -> tuple[str, str, str]:
    """Any text, and what two people made of it without minding what it says."""
    base = draw(ANY_TEXT)
    texts = []
    for _ in range(2):
        begin = draw(st.integers(0, len(base)))
        end = draw(st.integers(begin, min(len(base), begin + 6)))
        texts.append(base[:begin] + draw(st.text(alphabet=SIGNS, max_size=6)) + base[end:])
    return base, texts[0], texts[1]


TRIPLES: SearchStrategy[tuple[str, str, str]] = (
    edits() | torn() | st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT)
)
