"""TeX as MathML, within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.core.html import render
from blog.core.markdown.mathml import (
    ATTRIBUTES,
    DEEPEST,
    ELEMENTS,
    LONGEST,
    MOST_UNCLOSED,
    FormulaError,
    to_mathml,
)
from tests.core.html_reader import Reader


class TestInAText:
    def test_one_within_a_line_is_mathml(self) -> None:
        html = render("So $a^2$ it is.").html
        assert html == "<p>So <math><msup><mi>a</mi><mn>2</mn></msup></math> it is.</p>\n"

    def test_one_apart_scrolls_by_itself(self) -> None:
        html = render("$$\na = b\n$$").html
        assert html.startswith('<div class="math" tabindex="0"><math display="block">')

    @pytest.mark.parametrize(
        "text",
        [
            "It costs $5, or $6.",
            "From $5-$10",
            "$HOME/$USER",
            "Escaped \\$a\\$",
            "`$a$`",
            "$ a $",
            "One $ sign",
        ],
    )
    def test_prices_and_names_are_text(self, text: str) -> None:
        assert "<math" not in render(text).html

    def test_one_that_cannot_be_read_is_shown_as_typed_and_told(self) -> None:
        rendered = render("Text\n\nSo $\\foo<b>$ it is.")
        assert "<code>$\\foo&lt;b&gt;$</code>" in rendered.html
        assert rendered.problems == (
            'Line 3: this formula is shown as typed: unknown command "\\foo".',
        )

    def test_a_long_one_is_reached_by_the_keyboard(self) -> None:
        assert '<math tabindex="0">' in render("So $" + "a+" * 40 + "b$").html
        assert '<math tabindex="0">' not in render("So $a+b$").html

    def test_two_signs_within_a_line_are_one_formula(self) -> None:
        assert render("So $$a$$.").html == ('<p>So <math display="block"><mi>a</mi></math>.</p>\n')

    def test_it_counts_as_what_was_typed(self) -> None:
        assert render("So $x$ it is.").excerpt == "So $x$ it is."

    def test_a_formula_of_several_lines_is_aligned_by_class(self) -> None:
        html = render("$$\n\\begin{aligned}a&=b\\\\c&=d\\end{aligned}\n$$").html
        assert '<mtd class="right">' in html
        assert " style=" not in html

    def test_all_formulas_of_a_text_together_are_bounded(self) -> None:
        rendered = render("$" + "x+" * 900 + "y$\n\n" * 1 + ("$" + "x+" * 900 + "y$\n\n") * 60)
        assert 0 < len(rendered.problems) < 61
        assert rendered.html.count("<math") + len(rendered.problems) == 61


class TestBounds:
    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            ("x" * (LONGEST + 1), "too long"),
            ("{" * (DEEPEST + 1) + "}" * (DEEPEST + 1), "too many levels"),
            ("\\frac{" * 300, "too many levels"),
            ("^{" * 500, "too many levels"),
            ("(" * (MOST_UNCLOSED + 1), "not closed"),
            ("\\lang " * 30, "not closed"),
            ("{(}" * 30 + ")" * 30, "not closed"),
            ("⟨" * 30, "not closed"),
            ("\\newcommand{\\a}{\\a\\a}\\a", "defines commands"),
            ("\\def\\a{b}\\a", "defines commands"),
            ("\\href{javascript:attack()}{x}", "unknown command"),
            ("\\class{evil}{x}", "unknown command"),
        ],
    )
    def test_what_would_take_too_much_is_refused(self, source: str, reason: str) -> None:
        with pytest.raises(FormulaError, match=reason):
            to_mathml(source, display=False)

    def test_brackets_that_are_closed_are_as_many_as_one_likes(self) -> None:
        assert to_mathml("(a)" * 200, display=False).count("<mi>a</mi>") == 200


COMMANDS = st.sampled_from(
    r"\frac \sqrt \left( \right) \begin{matrix} \end{matrix} \text{a<b>&amp;} \color{red} \hat & "
    r"\\ { } ^ _ x 1 ( ) [ ] | \langle \rangle \boxed{x} \cancel{x} \hspace{999em} \kern-9em "
    r"\tag{1} \eqref{a} \textcolor{red}{x} \mathbb{R} \sum_{i}^n \phantom{x} ' < >".split()
)
CLASSES = {"left", "right", "ruled-end", "ruled-top"}


@given(st.lists(COMMANDS | st.text(max_size=3), max_size=20).map(" ".join), st.booleans())
def test_whatever_is_typed_only_listed_elements_come_back(source: str, display: bool) -> None:
    try:
        mathml = to_mathml(source, display=display)
    except FormulaError:
        return
    for tag, attributes in Reader(mathml).elements:
        assert tag in ELEMENTS
        assert attributes.keys() <= ATTRIBUTES.keys() | {"class"}
        assert set(attributes.get("class", "").split()) <= CLASSES
    assert mathml.count("<math") == mathml.count("</math>") == 1
