"""Where blocks of Markdown begin and end, by lines: as CommonMark says, only more coarsely.

What would break when it is torn is one block: a fenced block, a container, a formula, a
quotation, raw HTML with all up to its closing tag, an item with all that lies within it.
"""

import re

from blog.core.markdown.containers import ADMONITIONS, ASIDES
from blog.core.markdown.containers import OPENING as CONTAINER_NAME
from blog.posts.lines import Lines, is_blank

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
# What a part has taken it keeps: a line of blanks could be parted in as many ways as it has signs.
DELIMITERS = re.compile(r" {0,3}\|?[ \t]*+:?-++:?(?:[ \t]*+\|[ \t]*+:?-++:?)*+[ \t]*+\|?[ \t]*+$")
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
# By which sign a line begins that ends a paragraph; items, containers and formulas aside.
STARTS = {
    "`": (FENCE,),
    "~": (FENCE,),
    "#": (HEADING,),
    ">": (QUOTE,),
    "[": (NOTE,),
    "-": (RULE,),
    "*": (RULE,),
    "_": (RULE,),
    "<": (HTML_BLOCK, *(begin for begin, _ in HTML_UNTIL)),
}
# Most lines of a text begin with none of these, and are not looked at more closely.
SIGNS = frozenset([*STARTS, *":$+0123456789"])
VERBATIM = frozenset("`~:$<")
ITEM_SIGNS = frozenset("-+*[0123456789")
# So far is looked for what closes a block of HTML, and a formula.
MOST_LINES_OF_HTML = 60
MOST_LINES_OF_FORMULA = 60
# Within an item, or below a note, this many columns are one of its blocks.
NOTE_WIDTH = 4
DEFINITION_WIDTH = 2


def end_of_block(lines: Lines, at: int) -> int:
    """Return the line after the block that begins at a line which is neither blank nor an item."""
    line = lines[at]
    if end := _end_of_verbatim(lines, at):
        return end
    if line.lstrip(" ")[:1] not in SIGNS:
        return _end_of_paragraph(lines, at)
    if RULE.match(line) or HEADING.match(line):
        return at + 1
    if QUOTE.match(line):
        return _end_of_quote(lines, at)
    return _end_of_paragraph(lines, at)


def end_of_item(lines: Lines, at: int) -> int:
    return _end_of_indented_blocks(lines, at, _width_of_marker(lines[at]))


def is_item(line: str) -> bool:
    if line.lstrip(" ")[:1] not in ITEM_SIGNS:
        return False
    return bool(ITEM.match(line) or NOTE.match(line)) and not RULE.match(line)


def is_row(lines: Lines, at: int) -> bool:
    line = lines[at]
    return not (is_blank(line) or _indent(line) >= 4 or _begins_block(lines, at, ITEM))


def begins_table(lines: Lines, at: int) -> bool:
    if at + 1 >= len(lines) or "|" not in lines[at] or not DELIMITERS.match(lines[at + 1]):
        return False
    if _indent(lines[at]) >= 4 or _begins_block(lines, at, ITEM):
        return False
    return _columns(lines[at]) == _columns(lines[at + 1])


def _end_of_verbatim(lines: Lines, at: int) -> int:
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


def _begins_block(lines: Lines, at: int, item: re.Pattern[str]) -> bool:
    """Say whether a line ends what comes before it without a blank line."""
    line = lines[at]
    first = line.lstrip(" ")[:1]
    if first not in SIGNS or _indent(line) >= 4:
        return False
    if first == ":":
        return bool(_container(line))
    if first == "$":
        return bool(FORMULA.match(line) and _end_of_formula(lines, at))
    return bool(item.match(line)) or any(sign.match(line) for sign in STARTS.get(first, ()))


def _columns(line: str) -> int:
    cells = PIPE.split(line.strip())
    return len(cells) - (not cells[0]) - (len(cells) > 1 and not cells[-1])


def _end_of_indented(lines: Lines, at: int) -> int:
    """Return where indented code ends; the blank lines in it do not part it."""
    end = at + 1
    for number in range(end, len(lines)):
        if not is_blank(lines[number]):
            if _indent(lines[number]) < 4:
                break
            end = number + 1
    return end


def _end_of_fence(lines: Lines, at: int, fence: str) -> int:
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


def _end_of_container(lines: Lines, at: int, colons: str) -> int:
    for number in range(at + 1, len(lines)):
        found = CONTAINER_END.match(lines[number])
        if found and len(found[1]) >= len(colons):
            return number + 1
    return len(lines)


def _end_of_formula(lines: Lines, at: int) -> int:
    """Return 0 for what is no formula, because a blank line comes before its end."""
    first = lines[at].strip()
    if len(first) > 3 and "$$" in first[2:]:
        return at + 1 if first.endswith("$$") else 0
    end = lines.next_end_of_formula(at + 1)
    if end >= min(len(lines), at + MOST_LINES_OF_FORMULA) or is_blank(lines[end]):
        return 0
    return end + 1


def _end_of_html(lines: Lines, at: int) -> int:
    """Return 0 for what is no block of HTML."""
    for begin, until in HTML_UNTIL:
        if begin.match(lines[at]):
            ends = (n + 1 for n in range(at, len(lines)) if until.search(lines[n]))
            return next(ends, len(lines))
    if block := HTML_BLOCK.match(lines[at]):
        return _end_of_run(lines, _line_of_closing_tag(lines, at, block["name"]))
    return _end_of_run(lines, at) if HTML_TAG.match(lines[at]) else 0


def _line_of_closing_tag(lines: Lines, at: int, name: str) -> int:
    """Return the line that closes an element, however many blank lines lie in it."""
    end = min(len(lines), at + MOST_LINES_OF_HTML)
    if lines.next_tag_that_closes(at) >= end:
        return at
    depth = 0
    for number in range(at, end):
        depth += lines.opened(number, name)
        if depth <= 0:
            return number
    return at


def _end_of_run(lines: Lines, at: int) -> int:
    return next((n for n in range(at, len(lines)) if is_blank(lines[n])), len(lines))


def _end_of_quote(lines: Lines, at: int) -> int:
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


def _end_of_indented_blocks(lines: Lines, at: int, width: int) -> int:
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


def _end_of_paragraph(lines: Lines, at: int) -> int:
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


def _end_of_definitions(lines: Lines, end: int) -> int:
    """Return where the definitions of a term end, if there are any below it."""
    while True:
        below = next((n for n in range(end, len(lines)) if not is_blank(lines[n])), len(lines))
        if below == len(lines) or not DEFINITION.match(lines[below]):
            return end
        end = _end_of_indented_blocks(lines, below, DEFINITION_WIDTH)


def _indent(line: str) -> int:
    """Return the columns before the first letter, where a tab leads to the next fourth one."""
    bare = line.lstrip(" ")
    if not bare.startswith("\t"):
        return len(line) - len(bare)
    columns = 0
    for sign in line:
        if sign == " ":
            columns += 1
        elif sign == "\t":
            columns += 4 - columns % 4
        else:
            break
    return columns
