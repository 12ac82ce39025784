"""The examples of CommonMark 0.31.2 and of GFM 0.29, each by the bare parser and by the house.

The house sets some of them otherwise, on purpose: `DIFFERENCES` has every one, with its
reason. What the house adds to all texts is undone before, in `house_additions`.
"""

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm import gfm_plugin

from blog.core.html import render
from blog.core.markdown.links import whole_addresses
from blog.core.markdown.style import HouseStyle
from tests.core.house_additions import house_says, parser_says, specification_says
from tests.core.markup import events
from tests.core.specification import commonmark, gfm

AS_WRITTEN = HouseStyle(smart_punctuation=False)

# What the plugin for GFM does otherwise, and what becomes of it.
PLUGIN = {
    "GFM 628": "It links no ftp addresses; no more does the house.",
    "GFM 653": "It lets all raw HTML through; the house shows those elements as text, see below.",
}

NOT_KNOWN = "An element that is not on the short list is shown as the text it was."
NO_ELEMENT = (
    "Declarations, instructions and comments without an end are shown as the text they were."
)
NO_ATTRIBUTE = "Attributes that are not on the short list vanish."
IN_ORDER = "HTML that is not nested as HTML allows is put in order."
NO_ADDRESS = "Only http, https, mailto and tel are linked; other schemes stay text."
BARE = "GFM links bare addresses, which CommonMark leaves as text."

DIFFERENCES = {
    "CommonMark 79": "A heading with nothing in it is none: a screen reader would stop at it.",
    "CommonMark 148": IN_ORDER,
    "CommonMark 150": NOT_KNOWN,
    "CommonMark 152": NO_ATTRIBUTE,
    "CommonMark 153": NO_ATTRIBUTE,
    "CommonMark 154": NO_ATTRIBUTE,
    "CommonMark 163": NOT_KNOWN,
    "CommonMark 164": NO_ATTRIBUTE,
    "CommonMark 167": IN_ORDER,
    "CommonMark 169": NO_ATTRIBUTE,
    "CommonMark 170": NOT_KNOWN,
    "CommonMark 171": NOT_KNOWN,
    "CommonMark 172": NOT_KNOWN,
    "CommonMark 173": NOT_KNOWN,
    "CommonMark 176": NOT_KNOWN,
    "CommonMark 178": NOT_KNOWN,
    "CommonMark 180": NO_ELEMENT,
    "CommonMark 181": NO_ELEMENT,
    "CommonMark 182": NO_ELEMENT,
    "CommonMark 191": IN_ORDER,
    "CommonMark 201": NOT_KNOWN,
    "CommonMark 475": "A picture without a description is decoration, and has no title either.",
    "CommonMark 491": NOT_KNOWN,
    "CommonMark 500": "An address with a colon that could end a scheme is not linked.",
    "CommonMark 524": NOT_KNOWN,
    "CommonMark 536": NOT_KNOWN,
    "CommonMark 596": NO_ADDRESS,
    "CommonMark 598": NO_ADDRESS,
    "CommonMark 599": NO_ADDRESS,
    "CommonMark 601": NO_ADDRESS,
    "CommonMark 608": BARE,
    "CommonMark 611": BARE,
    "CommonMark 612": BARE,
    "CommonMark 613": NOT_KNOWN,
    "CommonMark 614": NOT_KNOWN,
    "CommonMark 615": NOT_KNOWN,
    "CommonMark 616": NO_ATTRIBUTE,
    "CommonMark 617": NOT_KNOWN,
    "CommonMark 623": NOT_KNOWN,
    "CommonMark 626": NO_ELEMENT,
    "CommonMark 627": NO_ELEMENT,
    "CommonMark 628": NO_ELEMENT,
    "CommonMark 629": NO_ELEMENT,
    "GFM 628": NO_ADDRESS,
}


class TestTheBareParser:
    def test_it_passes_every_example_of_commonmark(self) -> None:
        parser, examples = MarkdownIt("commonmark"), commonmark()
        failed = [e.name for e in examples if events(parser.render(e.written)) != events(e.wanted)]
        assert failed == []
        assert len(examples) == 652

    def test_with_the_plugin_it_passes_the_examples_of_gfm_but_for_two(self) -> None:
        parser, examples = MarkdownIt("commonmark").use(gfm_plugin).use(whole_addresses), gfm()
        failed = [
            example.name
            for example in examples
            if parser_says(parser.render(example.written)) != parser_says(example.wanted)
        ]
        assert failed == list(PLUGIN)
        assert len(examples) == 24


class TestTheHouse:
    def test_it_differs_only_where_it_says_so(self) -> None:
        different = [
            example.name
            for example in (*commonmark(), *gfm())
            if house_says(render(example.written, AS_WRITTEN).html)
            != specification_says(example.wanted)
        ]
        assert different == list(DIFFERENCES)
        assert len(DIFFERENCES) <= 50

    @pytest.mark.parametrize(
        "name",
        "title textarea style xmp iframe noembed noframes script plaintext".split(),
    )
    def test_what_gfm_disallows_is_shown_as_text(self, name: str) -> None:
        for tag in (f"<{name}>", f"<{name.upper()}>", f"</{name}>", f'<{name} a="b">'):
            for text in (tag, f"within {tag} a line", f"<div>\n{tag}\n</div>"):
                shown = events(render(text, AS_WRITTEN).html)
                assert not any(event.name == name for event in shown if event.kind != "text")
                assert any(tag in event.name for event in shown if event.kind == "text")
