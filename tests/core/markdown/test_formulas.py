"""TeX as MathML, within bounds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.core.html import render
from blog.core.markdown.mathml import (
    ATTRIBUTES,
    ELEMENTS,
    LONGEST,
    Formula,
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
        assert render("So $$a$$.").html == (
            '<p>So <math displaystyle="true"><mi>a</mi></math>.</p>\n'
        )

    def test_it_counts_as_what_was_typed(self) -> None:
        assert render("So $x$ it is.").excerpt == "So $x$ it is."

    def test_a_formula_of_several_lines_is_aligned_by_class(self) -> None:
        html = render("$$\n\\begin{aligned}a&=b\\\\c&=d\\end{aligned}\n$$").html
        assert '<mtd class="right">' in html
        assert " style=" not in html

    def test_all_formulas_of_a_text_together_are_bounded(self) -> None:
        one = "x+" * 900
        rendered = render("\n\n".join(f"${one}{number}$" for number in range(61)))
        assert 0 < len(rendered.problems) < 61
        assert rendered.html.count("<math") + len(rendered.problems) == 61


def outcome_of(source: str, *, display: bool = False) -> str | FormulaError:
    (outcome,) = to_mathml([Formula(source, display)])
    return outcome


class TestBounds:
    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            ("x" * (LONGEST + 1), "too long"),
            ("\\frac{" * 300, "expected"),
            ("\\href{javascript:attack()}{x}", "unknown command"),
            ("\\class{evil}{x}", "unknown command"),
            ("\\newcommand{\\a}{\\a\\a}\\a", "."),
            ("\ud83d", "."),
        ],
    )
    def test_what_cannot_be_set_is_an_error_with_a_reason(self, source: str, reason: str) -> None:
        outcome = outcome_of(source)
        assert isinstance(outcome, FormulaError)
        assert re.search(reason, str(outcome))

    @pytest.mark.parametrize("source", ["(" * 60, "(\\operatorname)" * 40, "\\lang" * 60])
    def test_what_would_never_end_is_given_up(self, source: str) -> None:
        before, endless, after = to_mathml([Formula("b"), Formula(source), Formula("a" * 9)])
        assert isinstance(before, str)
        assert isinstance(endless, FormulaError)
        assert isinstance(after, FormulaError)

    @pytest.mark.parametrize(
        "source", ["\\hat " * 400, "{" * 900 + "}" * 900, "^{" * 600 + "}" * 600]
    )
    def test_what_lies_too_deep_ends_only_the_child(self, source: str) -> None:
        assert outcome_of(source)

    def test_brackets_that_are_closed_are_as_many_as_one_likes(self) -> None:
        outcome = outcome_of("(a)" * 200)
        assert isinstance(outcome, str)
        assert outcome.count("<mi>a</mi>") == 200

    def test_what_was_set_before_is_not_set_again(self) -> None:
        sources = [Formula(f"kept_{number}") for number in range(3)]
        assert to_mathml(sources)[0] is to_mathml(sources[::-1])[2]


COMMANDS = st.sampled_from(
    r"\frac \sqrt \left( \right) \begin{matrix} \end{matrix} \text{a<b>&amp;} \color{red} \hat & "
    r"\\ { } ^ _ x 1 ( ) [ ] | \langle \rangle \boxed{x} \cancel{x} \hspace{999em} \kern-9em "
    r"\tag{1} \eqref{a} \textcolor{red}{x} \mathbb{R} \sum_{i}^n \phantom{x} ' < >".split()
)
CLASSES = {"left", "right", "ruled-end", "ruled-top"}


@given(st.lists(COMMANDS | st.text(max_size=3), max_size=20).map(" ".join), st.booleans())
def test_whatever_is_typed_only_listed_elements_come_back(source: str, display: bool) -> None:
    mathml = outcome_of(source, display=display)
    if isinstance(mathml, FormulaError):
        assert str(mathml)
        return
    for tag, attributes in Reader(mathml).elements:
        assert tag in ELEMENTS
        assert attributes.keys() <= ATTRIBUTES.keys() | {"class"}
        assert set(attributes.get("class", "").split()) <= CLASSES
    assert mathml.count("<math") == mathml.count("</math>") == 1
