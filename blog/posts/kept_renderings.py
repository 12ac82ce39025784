"""Texts that were rendered for somebody who reads them before they are published.

What is published is rendered once and stored. A preview is rendered when it is read, and
whoever has its address could ask for it without end: so each worker keeps what it rendered
last, and renders one at a time.
"""

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from threading import Lock

from blog.core.html import Rendered, render
from blog.core.markdown.media import Shown
from blog.core.markdown.style import HouseStyle

# Characters of HTML. The text that was asked for last is kept however long it is.
MOST_KEPT = 8_000_000

Key = tuple[bytes, HouseStyle, tuple[tuple[str, str], ...]]


class KeptRenderings:
    """Renders texts and keeps the HTML of those that were asked for last, up to a bound.

    It goes by the text itself and by what that shows of the library, since the same in the same
    style is always set the same: so what is kept is never out of date, whatever becomes of the
    post and its numbers.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Rendered] = OrderedDict()
        self._size = 0
        self._shelf, self._press = Lock(), Lock()

    def render(
        self, text: str, style: HouseStyle, shown: Mapping[str, Shown] | None = None
    ) -> Rendered:
        found = shown or {}
        stamps = tuple(sorted((name, each.stamp) for name, each in found.items()))
        key = (sha256(text.encode()).digest(), style, stamps)
        if (kept := self._find(key)) is not None:
            return kept
        with self._press:
            # Whoever was before us at the press may have wanted the same.
            if (kept := self._find(key)) is not None:
                return kept
            rendered = render(text, style, found.get)
            self._keep(key, rendered)
        return rendered

    def _find(self, key: Key) -> Rendered | None:
        with self._shelf:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Key, rendered: Rendered) -> None:
        with self._shelf:
            self._kept[key] = rendered
            self._size += len(rendered.html)
            while self._size > self._most and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest.html)


kept_renderings = KeptRenderings()
