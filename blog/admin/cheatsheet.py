"""What can be written in a text: examples, and what readers see of each."""

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from blog.core.html import render
from blog.core.markdown.media import Picture, Source
from blog.core.markdown.style import HouseStyle

# What stands for a picture of the library, which may have none yet.
KEY = "tide4gauge22"
LIBRARY = {
    KEY: Picture(
        width=1200,
        height=400,
        alt="A boat at low water",
        caption="What the library says of it.",
        credit="Anna Holm",
        is_decorative=False,
        sources=(),
        fallback=Source("image/svg+xml", (("/static/images/boat.svg", 1200),)),
    )
}

# A change of settings gives a site another style; the former ones need not be kept for long.
STYLES_KEPT = 4


@dataclass(frozen=True)
class Example:
    """One thing that can be written. Its source is what an author types."""

    name: str
    source: str


@dataclass(frozen=True)
class Group:
    """Examples of one kind. Its key is the fragment that leads to it."""

    key: str
    name: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Shown:
    """An example beside what readers see of it."""

    name: str
    source: str
    html: Markup


@dataclass(frozen=True)
class ShownGroup:
    key: str
    name: str
    examples: tuple[Shown, ...]


@lru_cache(maxsize=STYLES_KEPT)
def cheat_sheet(style: HouseStyle) -> tuple[ShownGroup, ...]:
    """Return every example as a site of this style publishes it; rendered once a process."""
    return tuple(
        ShownGroup(group.key, group.name, tuple(_shown(each, style) for each in group.examples))
        for group in GROUPS
    )


def _shown(example: Example, style: HouseStyle) -> Shown:
    html = render(example.source, style, LIBRARY.get).html
    return Shown(example.name, example.source, Markup(html))  # noqa: S704 - it is sanitised


TEXT = (
    Example("Paragraphs", "A blank line begins a new paragraph.\n\nA single one\ndoes not."),
    Example("Emphasis", "*Emphasis*, **strong words**, and ~~a mistake~~."),
    Example("Headings", "## Five years of pencil\n\n### What the wind does"),
    Example("A line that ends here", "Penny Hard,\\\nbelow the slip"),
    Example(
        "Quotation marks and dashes",
        "\"Wet feet,\" she said -- 'again' -- 1998--2024, and so on...",
    ),
    Example(
        "Another language",
        "A [Weltschmerz]{lang=de} that comes with the tide.\n\n"
        "{lang=fr}\nLa marée n'attend personne.",
    ),
    Example(
        "Keys, marks and small letters",
        "Press <kbd>Ctrl</kbd> <kbd>S</kbd>; a <mark>marked</mark> word; H<sub>2</sub>O;\n"
        'the <abbr title="Lowest astronomical tide">LAT</abbr>.',
    ),
    Example("A sign as itself", r"\*No emphasis\*, and no 1\. list."),
)
BLOCKS = (
    Example(
        "A quotation and its source",
        "> The moon sets the appointment.\n"
        "> The weather decides who turns up.\n"
        ">\n"
        "> -- The sluice keeper's *ledger*",
    ),
    Example("A note", "> [!NOTE]\n> Times are clock times."),
    Example(
        "A warning with a title",
        ":::warning Do not sail by this\nNeither stick nor script is an instrument.\n:::",
    ),
    Example("A pause", "It was late.\n\n* * *\n\nIn the morning it had gone."),
    Example(
        "More to unfold",
        "<details>\n<summary>How to read the stick</summary>\n\n"
        "To the nearest *two* centimetres.\n\n</details>",
    ),
)
BESIDE = (
    Example(
        "A margin note",
        ":::margin-note\n"
        "The board is copied from the almanac of another port.\n"
        ":::\n\n"
        "It stands before the paragraph that it comments on,\n"
        "and beside it where the page is wide enough.",
    ),
    Example("A pull quote", ":::pull-quote\nThe moon sets the appointment.\n:::"),
    Example(
        "Notes at the end",
        "I went home and found a pencil.[^pencil]\n\n[^pencil]: A carpenter's: it does not roll.",
    ),
)
CODE = (
    Example("Code in a line", "Six of them, listed in `constituents.csv`."),
    Example(
        "Code with its language and file",
        '```python title="predict.py"\n'
        "def height(hours, mean=2.91):\n"
        '    return mean  # the tide is "slow"\n'
        "```",
    ),
    Example("A formula in a line", r"The height is $h = \frac{1}{2} g t^2$ at the turn."),
    Example(
        "A formula of its own",
        "$$\nh(t) = Z_0 + \\sum_{k=1}^{n} A_k \\cos(\\omega_k t - g_k)\n$$",
    ),
)
PICTURES = (
    Example("A link", 'Read [the tables](https://tides.example/hard "Of the year") first.'),
    Example("An address", "They are at <https://tides.example/hard>."),
    Example("A link within the text", "See [the pencil](#five-years-of-pencil) again."),
    Example(
        "A picture and its caption",
        '![A boat at low water](/static/images/boat.svg "**Figure 1.** *Nobody* is aboard.")',
    ),
    Example(
        "A picture of the library, as it is described there",
        f"![](media:{KEY})",
    ),
    Example("A file of the library", f"Read [the tables](media:{KEY})."),
    Example(
        "A picture into the margin",
        '![A boat at low water](/static/images/boat.svg "As wide as text and margin."){.wide}',
    ),
    Example(
        "A picture from edge to edge",
        "Nothing stands beside it.\n\n"
        '![A boat at low water](/static/images/boat.svg "From edge to edge."){.full}',
    ),
    Example(
        "A film or a sound elsewhere",
        '[A month of tides](https://video.example/hard "**Film 1.** July."){.embed}',
    ),
)
TABLES = (
    Example("A list", "- height first,\n- then the clock:\n  - by the sun\n  - or by the board"),
    Example("A numbered list", "1. Read the stick.\n2. Write it down.\n3. Do it again tomorrow."),
    Example("Tasks", "- [x] A straight board\n- [ ] A pencil that writes when wet"),
    Example("Words and their meanings", "Springs\n: The big tides.\n\nNeaps\n: The small ones."),
    Example(
        "A table and its caption",
        "| Day       | Wind | Metres |\n"
        "| --------- | :--: | -----: |\n"
        "| Wednesday | SW 7 |  +0.41 |\n"
        "| Friday    | Calm |  -0.02 |\n\n"
        ": **Table 1.** High water at Penny Hard.",
    ),
)
GROUPS = (
    Group("text", "Text", TEXT),
    Group("blocks", "Blocks", BLOCKS),
    Group("beside", "Beside the text", BESIDE),
    Group("code", "Code and formulas", CODE),
    Group("pictures", "Pictures and links", PICTURES),
    Group("tables", "Tables and lists", TABLES),
)
