"""A text with everything in it that can be written, and a title that does not end."""

EVERYTHING = """\
An opening with *emphasis*, **strength**, `code`, ~~mistakes~~ and a [link](https://example.org/).

## The first section

> A quotation, with a footnote.[^one]

- one
- two
  1. deeper
  2. still

### A subsection

- [x] done
- [ ] not yet

| tide | height |
| ---- | -----: |
| high |  4.2 m |
| low  |  0.3 m |

## The second section

```python
def tide(hour: int) -> float:
    \"\"\"Return a height.\"\"\"
    return 2.1 + 1.9 * cos(hour)  # in metres
```

    an indented block, which goes on for longer than any line of prose would, to see that it scrolls

![A picture that does not load](https://images.invalid/harbour.jpg "With a title")

> [!NOTE]
> Something to know.

> [!WARNING]
> Something to fear.

Averyveryverylongwordthatnobodywouldeverwritebutsomebodypastesanywayhttpsexampleorg/a/b/c/d/e/f/g/h

<details><summary>More</summary>

Hidden text.

</details>

Term H<sub>2</sub>O and x<sup>2</sup>, <kbd>Ctrl</kbd>, <abbr title="et cetera">etc.</abbr>

* * *

[^one]: The footnote.
"""
LONG_TITLE = "On the long and winding titles that nobody asked for, " * 5
