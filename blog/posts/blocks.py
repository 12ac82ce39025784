"""Where blocks of Markdown begin and end, by lines: as CommonMark says, only more coarsely.

What would break when it is torn is one block: a fenced block, a container, a formula, a
quotation, raw HTML with all up to its closing tag, an item with all that lies within it.
"""

import re
from collections.abc import Sequence

from blog.core.markdown.containers import ADMONITIONS, ASIDES
from blog.core.markdown.containers import OPENING as CONTAINER_NAME

FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
CONTAINER = re.compile(r" {0,3}(:{3,})(.*)")
CONTAINER_END = re.compile(r" {0,3}(:{3,})[ \t]*$")
FORMULA = re.compile(r" {0,3}\$\$")
QUOTE = re.compile(r" {0,3}>")
HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
ITEM = re.compile(r" {0,3}(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|$)")
# An item with nothing in it, or a number other than 1, does not end a paragraph.
INTERRUPTING_ITEM = re.compile(r" {0,3}(?:[-+*]|0{0,8}1[.)])[ \t]+[^ \t]")
NOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
DEFINITION = re.compile(r" {0,3}[:~][ \t]")
DELIMITERS = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
PIPE = re.compile(r"(?<!\\)\|")
HTML_UNTIL = (
    (re.compile(r" {0,3}<(?:script|pre|style|textarea)(?=[\s>]|$)", re.I),
     re.compile(r"</(?:script|pre|style|textarea)>", re.I)),
    (re.compile(r" {0,3}<!--"), re.compile(r"-->")),
    (re.compile(r" {0,3}<\?"), re.compile(r"\?>")),
    (re.compile(r" {0,3}<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(r" {0,3}<![A-Za-z]"), re.compile(r">")),
)  # fmt: skip
HTML_BLOCK = re.compile(
    r" {0,3}</?(?P<name>address|article|aside|base|basefont|blockquote|body|caption|center|col|"
    r"colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|"
    r"frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|"
    r"ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    r"track|ul)(?=\s|/?>|$)",
    re.I,
)
HTML_TAG = re.compile(r" {0,3}</?[A-Za-z][^<>]*>[ \t]*$")
# So far is looked for what closes a block of HTML, and a formula.
MOST_LINES_OF_HTML = 60
MOST_LINES_OF_FORMULA = 60
# Most lines of a text begin with none of these, and are not looked at more closely.
STARTS = frozenset("`~:$<#>-+*_[0123456789")
VERBATIM = frozenset("`~:$<")
# Within an item, or below a note, this many columns are one of its blocks.
NOTE_WIDTH = 4
DEFINITION_WIDTH = 2


def end_of_block(lines: Sequence[str], at: int) -> int:
    """Return the line after the block that begins at a line which is not blank."""
    line = lines[at]
    if end := _end_of_verbatim(lines, at):
        return end
    if RULE.match(line) or HEADING.match(line):
        return at + 1
    if QUOTE.match(line):
        return _end_of_quote(lines, at)
    if is_item(line):
        return _end_of_item(lines, at, _width_of_marker(line))
    return _end_of_paragraph(lines, at)


def is_item(line: str) -> bool:
    return bool(ITEM.match(line) or NOTE.match(line)) and not RULE.match(line)


def is_row(lines: Sequence[str], at: int) -> bool:
    line = lines[at]
    return not (is_blank(line) or _indent(line) >= 4 or _begins_block(lines, at, ITEM))


def begins_table(lines: Sequence[str], at: int) -> bool:
    if at + 1 >= len(lines) or "|" not in lines[at] or not DELIMITERS.match(lines[at + 1]):
        return False
    if _indent(lines[at]) >= 4 or _begins_block(lines, at, ITEM):
        return False
    return _columns(lines[at]) == _columns(lines[at + 1])


def is_blank(line: str) -> bool:
    return not line.strip(" \t\v\f")


def _end_of_verbatim(lines: Sequence[str], at: int) -> int:
    """Return 0 for a block in which signs of Markdown mean what they mean elsewhere."""
    line = lines[at]
    if _indent(line) >= 4:
        return _end_of_indented(lines, at)
    if line.lstrip(" ")[:1] not in VERBATIM:
        return 0
    if fence := FENCE.match(line):
        return _end_of_fence(lines, at, fence[1])
    if colons := _container(line):
        return _end_of_container(lines, at, colons)
    if FORMULA.match(line) and (end := _end_of_formula(lines, at)):
        return end
    return _end_of_html(lines, at)


def _begins_block(lines: Sequence[str], at: int, item: re.Pattern[str]) -> bool:
    """Say whether a line ends what comes before it without a blank line."""
    line = lines[at]
    first = line.lstrip(" ")[:1]
    if first not in STARTS or _indent(line) >= 4:
        return False
    if any(sign.match(line) for sign in (item, FENCE, HEADING, QUOTE, RULE, NOTE, HTML_BLOCK)):
        return True
    return bool(
        _container(line)
        or (FORMULA.match(line) and _end_of_formula(lines, at))
        or any(begin.match(line) for begin, _ in HTML_UNTIL)
    )


def _columns(line: str) -> int:
    cells = PIPE.split(line.strip())
    return len(cells) - (not cells[0]) - (len(cells) > 1 and not cells[-1])


def _end_of_indented(lines: Sequence[str], at: int) -> int:
    """Return where indented code ends; the blank lines in it do not part it."""
    end = at + 1
    for number in range(end, len(lines)):
        if not is_blank(lines[number]):
            if _indent(lines[number]) < 4:
                break
            end = number + 1
    return end


def _end_of_fence(lines: Sequence[str], at: int, fence: str) -> int:
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if fence in line and not line.strip(" \t\v\f").strip(fence[0]) and _indent(line) < 4:
            return number + 1
    return len(lines)


def _container(line: str) -> str:
    """Return the colons of a container that the renderer knows, or nothing."""
    found = CONTAINER.match(line)
    named = CONTAINER_NAME.fullmatch(found[2].strip()) if found else None
    if not found or not named:
        return ""
    has_title = bool((named[2] or named[3] or "").strip())
    known = named[1] in ADMONITIONS or (named[1] in ASIDES and not has_title)
    return found[1] if known else ""


def _end_of_container(lines: Sequence[str], at: int, colons: str) -> int:
    for number in range(at + 1, len(lines)):
        found = CONTAINER_END.match(lines[number])
        if found and len(found[1]) >= len(colons):
            return number + 1
    return len(lines)


def _end_of_formula(lines: Sequence[str], at: int) -> int:
    """Return 0 for what is no formula, because a blank line comes before its end."""
    first = lines[at].strip()
    if len(first) > 3 and "$$" in first[2:]:
        return at + 1 if first.endswith("$$") else 0
    for number in range(at + 1, min(len(lines), at + MOST_LINES_OF_FORMULA)):
        if is_blank(lines[number]):
            return 0
        if lines[number].rstrip().endswith("$$"):
            return number + 1
    return 0


def _end_of_html(lines: Sequence[str], at: int) -> int:
    """Return 0 for what is no block of HTML."""
    for begin, until in HTML_UNTIL:
        if begin.match(lines[at]):
            ends = (n + 1 for n in range(at, len(lines)) if until.search(lines[n]))
            return next(ends, len(lines))
    if block := HTML_BLOCK.match(lines[at]):
        return _end_of_run(lines, _line_of_closing_tag(lines, at, block["name"]))
    return _end_of_run(lines, at) if HTML_TAG.match(lines[at]) else 0


def _line_of_closing_tag(lines: Sequence[str], at: int, name: str) -> int:
    """Return the line that closes an element, however many blank lines lie in it."""
    if not any("</" in line for line in lines[at : at + MOST_LINES_OF_HTML]):
        return at
    tag = re.compile(rf"<(/?){name}(?=[\s/>]|$)", re.I)
    depth = 0
    for number in range(at, min(len(lines), at + MOST_LINES_OF_HTML)):
        depth += sum(-1 if found[1] else 1 for found in tag.finditer(lines[number]))
        if depth <= 0:
            return number
    return at


def _end_of_run(lines: Sequence[str], at: int) -> int:
    return next((n for n in range(at, len(lines)) if is_blank(lines[n])), len(lines))


def _end_of_quote(lines: Sequence[str], at: int) -> int:
    end = at + 1
    while end < len(lines) and not is_blank(lines[end]):
        if not QUOTE.match(lines[end]) and _begins_block(lines, end, ITEM):
            break
        end += 1
    return end


def _width_of_marker(line: str) -> int:
    """Return how many columns the blocks of an item are indented."""
    marker = ITEM.match(line)
    if marker is None:
        return NOTE_WIDTH
    rest = line[marker.end() :]
    width = _indent(" " * marker.end() + rest)
    # Code within an item begins with one space after the marker, and so does an empty item.
    return marker.end() + 1 if is_blank(rest) or width - marker.end() > 4 else width


def _end_of_item(lines: Sequence[str], at: int, width: int) -> int:
    end = at + 1
    for number in range(end, len(lines)):
        if is_blank(lines[number]):
            continue
        if _indent(lines[number]) < width:
            after_blank = number > end
            if after_blank or _begins_block(lines, number, ITEM):
                break
        end = number + 1
    return end


def _end_of_paragraph(lines: Sequence[str], at: int) -> int:
    end = at + 1
    while end < len(lines) and not is_blank(lines[end]):
        line = lines[end]
        if UNDERLINE.match(line) and _indent(line) < 4:
            return end + 1
        if DEFINITION.match(line) or _begins_block(lines, end, INTERRUPTING_ITEM):
            break
        if begins_table(lines, end):
            break
        end += 1
    return _end_of_definitions(lines, end)


def _end_of_definitions(lines: Sequence[str], end: int) -> int:
    """Return where the definitions of a term end, if there are any below it."""
    while True:
        below = next((n for n in range(end, len(lines)) if not is_blank(lines[n])), len(lines))
        if below == len(lines) or not DEFINITION.match(lines[below]):
            return end
        end = _end_of_item(lines, below, DEFINITION_WIDTH)


def _indent(line: str) -> int:
    """Return the columns before the first letter, where a tab leads to the next fourth one."""
    columns = 0
    for sign in line:
        if sign == " ":
            columns += 1
        elif sign == "\t":
            columns += 4 - columns % 4
        else:
            break
    return columns
