"""Every case through the renderer, alone and within each thing that a text can hold.

What comes out holds no element, attribute, class, id or address but those written down.
"""

import re
from collections.abc import Iterator, Sequence

import pytest

from blog.core.html import ATTRIBUTES, CLASSES, EVERYWHERE, FIXED, TAGS, for_feed, render
from blog.core.markdown.mathml import Formula, to_mathml
from blog.core.markdown.style import HouseStyle
from tests.attacks.cases import KINDS, Case, cases_of
from tests.core.html_reader import Reader
from tests.core.shelf import FILM, NOTHING, PICTURE, shelf

STYLES = (HouseStyle(), HouseStyle(language="de", smart_punctuation=False, host="example.org"))
# Where in a text a case stands; what stands before and after it must not change that.
PLACES = {
    "alone": "{}",
    "between paragraphs": "Before\n\n{}\n\nAfter",
    "within a line": "Before {} after",
    "a heading": "## {}",
    "a heading by underline": "{}\n---",
    "an item": "- Before\n- {}\n- After",
    "a task": "- [x] {}",
    "a quotation": "> {}\n>\n> -- {}",
    "an alert": "> [!NOTE]\n> {}",
    "a container": ":::warning {}\n{}\n:::",
    "a margin note": ":::margin-note\n{}\n:::",
    "a cell": "| a | b |\n|---|---|\n| {} | {} |",
    "a caption of a table": "| a |\n|---|\n| b |\n\n: {}",
    "a definition": "Term\n: {}",
    "a note": "Text[^1] and[^{}]\n\n[^1]: {}\n",
    "the words of a link": "[{}](/)",
    "the address of a link": "[x]({})",
    "the address of a link, in brackets": "[x](<{}>)",
    "the title of a link": '[x](/ "{}")',
    "the address of a picture": "![x]({})",
    "the alternative of a picture": "![{}](x)",
    "the alternative of a picture of the library": f"![{{}}](media:{PICTURE})",
    "the caption of a picture of the library": f'![](media:{PICTURE} "{{}}"){{.wide}}',
    "the words of what is not in the library": f"![{{}}](media:{NOTHING} '{{}}')",
    "the name of a player": f"![{{}}](media:{FILM})",
    "the caption of a picture": '![x](x "{}"){.wide}',
    "a reference": "[x]\n\n[x]: {}",
    "the name of a reference": "[{}]\n\n[{}]: /",
    "an embed": '[{}](https://video.example/ "{}"){.embed}',
    "the address of an embed": "[x]({}){.embed}",
    "a video": "https://vimeo.com/{}",
    "an autolink": "<https://example.org/{}>",
    "code": "`{}`",
    "a block of code": "```\n{}\n```",
    "the language of code": "```{}\nx\n```",
    "the file of code": '```python title="{}"\nx\n```',
    "code in colours": '```html title="{}"\n{}\n```',
    "a formula": "${}$",
    "the text of a formula": r"$\text{{}}$",
    "a formula as a block": "$$\n{}\n$$",
    "a span": "[{}]{lang=de}",
    "attributes": "[x]{{}} ![x](x){{}}",
    "attributes of a block": "{{}}\nText",
    "an attribute": '<abbr title="{}">x</abbr>',
    "an attribute in other quotes": "<abbr title='{}'>x</abbr>",
    "a comment": "<!-- {} -->",
    "raw HTML": "<div>{}</div>",
    "raw HTML around Markdown": "<details><summary>{}</summary>\n\n{}\n\n</details>",
}
# The formulas that the renderer finds there.
FORMULAS = {
    "a formula": "{}",
    "the text of a formula": r"\text{{}}",
    "a formula as a block": "{}",
}
LIBRARY = shelf("Low water")
# Each case stands in every fourth place, alternating from case to case, and always alone.
SHARE = 4
# Of template languages.
MARKS = ("{{", "{%", "{#", "<%", "${", "#{")
SCHEMES = {"http", "https", "mailto", "tel"}
IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\ufeff]")
# What is put in once the text is sanitised: checkboxes, colours of code, formulas.
CHECKBOX = {"type", "disabled", "checked", "aria-label", "lang"}
COLOURS = {"c", "k", "m", "s"}
CELLS = {"left", "right", "ruled-end", "ruled-top"}
FORMULA = set(
    "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms "
    "mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none".split()
)
OF_FORMULAS = set(
    "accent accentunder columnalign columnspan depth display displaystyle fence form height "
    "largeop linethickness lspace mathvariant maxsize minsize movablelimits notation rspace "
    "scriptlevel separator stretchy symmetric voffset width".split()
)


# What is set of the library, and what is not told by those lists.
OF_MEDIA = {
    "picture": set(),
    "source": {"type", "srcset", "sizes"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding", "title"},
    "audio": {"controls", "preload", "src", "aria-label"},
    "video": {"controls", "preload", "src", "aria-label"},
}
CANDIDATES = re.compile(r"/media/[a-z0-9]{12}/[0-9a-f]{16}/[\w.-]+ \d+w")


def trespasses(html: str) -> Iterator[str]:
    """Say what in a rendered text is none of what may be in it."""
    for tag, attributes in Reader(html).elements:
        if tag not in TAGS | FORMULA | {"input"} | OF_MEDIA.keys():
            yield f"<{tag}>"
        for name, value in attributes.items():
            if not is_allowed(tag, name, value):
                yield f"<{tag} {name}={value!a}>"
        if tag == "input" and not {"type", "disabled"} <= attributes.keys():
            yield "<input> that takes something"


def is_allowed(tag: str, name: str, value: str) -> bool:
    if name == "id":
        return value.startswith("s-")
    if name == "class":
        return set(value.split()) <= classes_of(tag)
    if name in {"href", "src"} and not leads_somewhere(value):
        return False
    return is_of_its_kind(tag, name, value)


def is_of_its_kind(tag: str, name: str, value: str) -> bool:
    if name in OF_MEDIA.get(tag, ()):
        candidates = value.split(", ") if name == "srcset" else ()
        return all(CANDIDATES.fullmatch(each) for each in candidates)
    if tag == "input":
        return name in CHECKBOX and (name != "type" or value == "checkbox")
    if tag in FORMULA:
        # A long one scrolls, so the keyboard must reach it.
        return name in OF_FORMULAS or (tag, name, value) == ("math", "tabindex", "0")
    return name in EVERYWHERE | ATTRIBUTES.get(tag, frozenset()) or (tag, name, value) in FIXED


def classes_of(tag: str) -> set[str]:
    more = COLOURS if tag == "span" else CELLS if tag == "mtd" else set()
    return more | CLASSES


def leads_somewhere(address: str) -> bool:
    """Say whether an address is relative or of a scheme that runs nothing, as browsers see it."""
    scheme = re.match(r"([^/?#]*?):", IGNORED.sub("", address))
    return scheme is None or scheme[1].lower() in SCHEMES


@pytest.mark.parametrize("kind", KINDS)
def test_no_case_comes_through(kind: str) -> None:
    found = []
    set_formulas(cases_of(kind))
    for number, case in enumerate(cases_of(kind)):
        style = STYLES[number // SHARE % len(STYLES)]
        for place in places_of(number):
            text = PLACES[place].replace("{}", case.text)
            html = render(text, style, LIBRARY.get).html
            found += [f"{case} as {place}: {each} in {html[:300]!a}" for each in trespasses(html)]
    assert not found, "\n".join(found)


def places_of(number: int) -> list[str]:
    return ["alone", *list(PLACES)[number % SHARE :: SHARE]]


def set_formulas(cases: Sequence[Case]) -> None:
    """Have one process set the formulas of many cases; else each text starts one of its own.

    What is set is kept. What is not among these, or comes after what ends the process, is set
    when its text is rendered; most that ends it is long.
    """
    formulas = [
        Formula(FORMULAS[place].replace("{}", case.received.strip()), "block" in place)
        for number, case in enumerate(cases)
        for place in places_of(number)
        if place in FORMULAS
    ]
    to_mathml(sorted(formulas, key=lambda formula: len(formula.source)))


@pytest.mark.parametrize("kind", KINDS)
def test_no_case_comes_through_that_the_library_says_of_a_file(kind: str) -> None:
    text = "\n\n".join(
        f"![](media:{key}) x [x](media:{key})\n\n![](media:{key})" for key in LIBRARY
    )
    expected = [tag for tag, _ in Reader(render(text, resolve=LIBRARY.get).html).elements]
    found = []
    for case in cases_of(kind):
        html = render(text, resolve=shelf(case.received, name=case.received).get).html
        found += [f"{case}: {each} in {html[:300]!a}" for each in trespasses(html)]
        if case.received.strip():
            tags = [tag for tag, _ in Reader(html).elements]
            found += [f"{case}: {tags}"] * (tags != expected)
    assert not found, "\n".join(found)


def test_a_trespass_would_be_noticed() -> None:
    trespassing = [
        "<script>", "<svg>", "<form>", "<h1>", "<style>", "<mi href=x>", "<math onclick=x>",
        "<p onclick=x>", "<p style=x>", "<p class=sheet>", "<p class=k>", "<p id=main>",
        "<p tabindex=1>", "<p role=alert>", "<p data-kind=note>", "<img srcset=x>",
        "<img srcset='javascript:x 1w'>", "<video autoplay>", "<audio onplay=x>",
        "<source src=x>", "<video src=javascript:x>",
        "<a href=javascript:x>", "<a href='java\tscript:x'>", "<img src=data:x>", "<a target=x>",
        "<input type=checkbox>", "<input type=text disabled>", "<input name=x type disabled>",
    ]  # fmt: skip
    assert [html for html in trespassing if not list(trespasses(html))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_feeds_and_lists_get_of_a_case_is_as_safe(kind: str) -> None:
    found = []
    for case in cases_of(kind):
        rendered = render(f"{case.text}\n\n## {case.text}", resolve=LIBRARY.get)
        found += [f"{case}: {each}" for each in trespasses(for_feed(rendered.html))]
        ids = [heading.id for heading in rendered.headings]
        found += [f"{case}: {anchor}" for anchor in ids if not anchor.startswith("s-")]
        found += [f"{case}: {len(ids)} ids"] * (len(set(ids)) != len(ids))
        # They are shown as text by templates; a lone surrogate could not be sent.
        for text in (rendered.html, rendered.excerpt, *(h.text for h in rendered.headings)):
            text.encode()
    assert not found, "\n".join(found)


def test_templates_appear_as_they_were_typed() -> None:
    found = []
    for case in cases_of("templates"):
        html = render(case.text).html
        marks = ("{{", "{%", "{#", "<%", "${", "#{")
        lost = [
            mark for mark in marks if html.replace("&lt;", "<").count(mark) < case.text.count(mark)
        ]
        if lost or "1337" in html.replace(case.text, ""):
            found.append(f"{case}: {lost} {html!a}")
    assert not found, "\n".join(found)
