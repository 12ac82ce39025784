"""Texts to measure with: alike in what is in them, whatever their length, and always the same."""

from collections.abc import Iterator
from itertools import count

WORDS = (
    "the tide comes in and nobody looks up because a boat that has been mended every winter for "
    "forty years does not hurry its owner counts planks as others count money while rain writes "
    "on the glass and the radio says what the sea already said there is work to do before dark "
    "so he puts the kettle on and begins with what is nearest at hand"
).split()
PYTHON = '''```python title="tides.py"
from dataclasses import dataclass


@dataclass(frozen=True)
class Tide:
    """One high water."""

    hour: float
    height: float = 1.5

    def describe(self) -> str:
        # Two decimals say more than anyone measures.
        return f"{self.hour:05.2f}: {self.height} m" if self.height > 0 else "ebb"
```
'''
BASH = """```bash
for file in charts/*.png; do
    convert "$file" -resize 1200x "out/${file##*/}"  # keep the name
done
```
"""
HTML = """```html
<figure class="wide"><img src="/chart.png" alt="A chart of the bay"></figure>
```
"""
TABLE = """| Day | Height | Hour |
|-----|-------:|:----:|
| Monday | 1.20 m | 04:10 |
| Tuesday | 1.35 m | 04:58 |
| Wednesday | 1.41 m | 05:47 |

: High water in the week of the launch
"""
FORMULA = r"""$$
h(t) = h_0 + \sum_{i=1}^{n} a_i \cos\left(\frac{2\pi t}{T_i} + \varphi_i\right)
$$
"""
EXTRAS = (PYTHON, TABLE, BASH, FORMULA, HTML)


def text_of(words: int) -> str:
    """Return Markdown of at least so many words, and not many more."""
    parts, written = ["# What the tide leaves\n"], 4
    for part in _parts():
        if written >= words:
            return "\n".join(parts)
        parts.append(part)
        written += len(part.split())
    raise AssertionError("The parts never end.")


def _parts() -> Iterator[str]:
    for number in count():
        yield f"## {_sentence(number * 7, 4).rstrip('.')}\n"
        yield _paragraph(number, 90)
        yield _paragraph(number + 3, 60)
        yield "".join(f"- {_sentence(number + i * 5, 9)}\n" for i in range(4))
        yield EXTRAS[number % len(EXTRAS)]
        yield f"> {_sentence(number * 3, 24)}\n>\n> — {_sentence(number, 2)}\n"
        yield f"{_paragraph(number + 8, 50).rstrip()}[^{number}]\n"
        yield f"[^{number}]: {_sentence(number + 2, 14)}\n"


def _paragraph(start: int, words: int) -> str:
    plain = _sentence(start * 11, words // 3)
    marked = (
        f'*{_sentence(start, 3).rstrip(".")}*, "{_sentence(start + 1, 5)}" -- and '
        f"[{_sentence(start + 2, 3).rstrip('.')}](https://example.org/{start}) with `code`."
    )
    return f"{plain} {marked}\n{_sentence(start * 5, words - words // 3 - 18)}\n"


def _sentence(start: int, length: int) -> str:
    chosen = [WORDS[(start + i * 13) % len(WORDS)] for i in range(length)]
    return " ".join(chosen).capitalize() + "."
