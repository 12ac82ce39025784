"""What is pasted into a text: addresses, tables, and everything else as it is."""

import pytest

from blog.core.html import render
from blog.core.markdown.style import HouseStyle
from tests.browser import OpenPage
from tests.journeys.writing import Desk, Write, copy, plain, put, read, value

pytestmark = [pytest.mark.browser, pytest.mark.commits]


@pytest.fixture
def write(desk: Desk, open_page: OpenPage) -> Write:
    return desk.writing(open_page)


ADDRESS = "https://tides.example/hard"
# A text, what is pasted, and what comes of it.
LINKS = [
    ("the «log books» here", ADDRESS, f"the [log books]({ADDRESS})¦ here"),
    ("the «log books »here", f" {ADDRESS}\n", f"the [log books]({ADDRESS})¦ here"),
    ("«write»", "mailto:odile@example.org", "[write](mailto:odile@example.org)¦"),
    ("«a [b»", ADDRESS, rf"[a \[b]({ADDRESS})¦"),
    ("«*a* [b] c»", ADDRESS, f"[*a* [b] c]({ADDRESS})¦"),
    ("«a»", f"{ADDRESS}_(river)", f"[a](<{ADDRESS}_(river)>)¦"),
    # Everything else is pasted as it is.
    ("the ¦", ADDRESS, f"the {ADDRESS}¦"),
    ("see «https://old.example/»", ADDRESS, f"see {ADDRESS}¦"),
    ("[a](«url»)", ADDRESS, f"[a]({ADDRESS}¦)"),
    ("[«a»](url)", ADDRESS, f"[{ADDRESS}¦](url)"),
    ("`«code»`", ADDRESS, f"`{ADDRESS}¦`"),
    ("```\n«code»\n```", ADDRESS, f"```\n{ADDRESS}¦\n```"),
    ("«one\n\ntwo»", ADDRESS, f"{ADDRESS}¦"),
    ("«words»", "javascript:alert(1)", "javascript:alert(1)¦"),
    ("«words»", f"{ADDRESS} and more", f"{ADDRESS} and more¦"),
]


def test_an_address_over_words_makes_a_link(write: Write) -> None:
    page = write()
    pasted, undone = [], []
    for before, address, _ in LINKS:
        copy(page, text=address)
        put(page, before)
        page.keyboard.press("Control+v")
        pasted.append((before, address, read(page)))
        page.keyboard.press("Control+z")
        undone.append(value(page))
    assert pasted == LINKS
    assert undone == [plain(before) for before, _, _ in LINKS]


SHEET = "Day\tWind\tMetres\nWednesday\tSW 7\t0.41\nFriday\tCalm\t0.02\n"
SHEET_AS_HTML = (
    "<html><head><style>td { color: red }</style></head><body><!--StartFragment-->\n"
    "<table><tr><td>Day</td><td>Wind</td><td>Metres</td></tr>\n"
    "<tr><td>Wednesday</td><td>SW 7</td><td>0.41</td></tr>\n"
    "<tr><td>Friday</td><td>Calm</td><td>0.02</td></tr></table>\n<!--EndFragment--></body></html>"
)
TABLE = (
    "| Day | Wind | Metres |\n| --- | --- | ---: |\n"
    "| Wednesday | SW 7 | 0.41 |\n| Friday | Calm | 0.02 |"
)
AWKWARD = (
    "<table><thead><tr><th>a|b</th><th colspan='2'>wide\n cell</th></tr></thead>"
    "<tbody><tr><td rowspan='2'>x\\|y</td><td>one<br>two</td><td><p>p</p><p>q</p></td></tr>"
    "<tr><td>1</td></tr></tbody></table>"
)
AWKWARD_TABLE = (
    "| a\\|b | wide cell |  |\n| --- | --- | --- |\n"
    "| x\\\\\\|y | one<br>two | p<br>q |\n|  | 1 |  |"
)
QUOTED = 'a\t"b ""c"" |\nd"\ne\tf'
# A text, what is in the clipboard, and what comes of it.
TABLES: list[tuple[str, dict[str, str], str]] = [
    ("¦", {"text": SHEET}, f"{TABLE}\n¦"),
    ("¦", {"text": SHEET.replace("\n", "\r\n")}, f"{TABLE}\n¦"),
    ("¦", {"text": SHEET, "html": SHEET_AS_HTML}, f"{TABLE}\n¦"),
    ("a¦b", {"text": SHEET}, f"a\n\n{TABLE}\n\n¦b"),
    ("a\n\n«b»\n\nc", {"text": SHEET}, f"a\n\n{TABLE}¦\n\nc"),
    ("¦", {"text": "-", "html": AWKWARD}, f"{AWKWARD_TABLE}\n¦"),
    ("¦", {"text": QUOTED}, '| a | b "c" \\|<br>d |\n| --- | --- |\n| e | f |\n¦'),
    # No table, or more than one: pasted as the words that it is.
    ("¦", {"text": "one\ttwo"}, "one\ttwo¦"),
    ("¦", {"text": "one\ntwo"}, "one\ntwo¦"),
    ("¦", {"text": "\tif x:\n\treturn"}, "\tif x:\n\treturn¦"),
    ("¦", {"text": "a\tb\nc"}, "a\tb\nc¦"),
    ("¦", {"text": "a\tb\nc\td", "html": "<pre>a\tb\nc\td</pre>"}, "a\tb\nc\td¦"),
    ("¦", {"text": "x", "html": f"<p>Words.</p>{SHEET_AS_HTML}"}, "x¦"),
    ("¦", {"text": "x", "html": "<table><tr><td>x</td></tr></table>"}, "x¦"),
    ("```\n¦\n```", {"text": "a\tb\nc\td"}, "```\na\tb\nc\td¦\n```"),
]


def test_a_table_is_pasted_as_one(write: Write) -> None:
    page = write()
    pasted, undone = [], []
    for before, types, _ in TABLES:
        copy(page, **types)
        put(page, before)
        page.keyboard.press("Control+v")
        pasted.append((before, types, read(page)))
        page.keyboard.press("Control+z")
        undone.append(value(page))
    assert pasted == TABLES
    assert undone == [plain(before) for before, _, _ in TABLES]


def test_a_plain_paste_is_plain(write: Write) -> None:
    page = write("«words»")
    copy(page, text=ADDRESS)
    page.keyboard.press("Control+Shift+v")
    assert value(page) == ADDRESS
    copy(page, text=SHEET, html=SHEET_AS_HTML)
    put(page, "¦")
    page.keyboard.press("Control+Shift+v")
    assert value(page) == SHEET
    put(page, "¦")
    page.keyboard.press("Control+v")
    assert value(page) == f"{TABLE}\n"


def test_a_long_table_is_pasted_whole_and_undone_at_once(write: Write) -> None:
    page = write("a¦")
    rows = "".join(f"<{n}>\t&amp; {n}\n" for n in range(500))
    copy(page, text=rows)
    page.keyboard.press("Control+v")
    assert value(page).splitlines()[2] == "| <0> | &amp; 0 |"
    assert value(page).splitlines()[-1] == "| <499> | &amp; 499 |"
    page.keyboard.press("Control+z")
    assert value(page) == "a"


def test_readers_see_what_was_pasted() -> None:
    table = html(AWKWARD_TABLE)
    assert "a|b" in table
    assert r"x\|y" in table
    assert "one<br>two" in table
    assert 'class="num">0.41' in html(TABLE)
    assert f'href="{ADDRESS}_(river)"' in html(f"[a](<{ADDRESS}_(river)>)")


def html(text: str) -> str:
    return str(render(text, HouseStyle()).html)
