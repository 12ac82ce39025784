"""What becomes of Liquid: listings, what says that it is none, addresses, and the rest."""

import pytest

from blog.core.html import render
from blog.transfer.liquid import without_liquid


class TestBlocks:
    def test_listings_become_those_of_markdown(self) -> None:
        body = "{% highlight ruby linenos %}\nputs '{{ a }}'\n{% endhighlight %}\n"
        assert without_liquid(body)[0] == "```ruby\nputs '{{ a }}'\n```\n"

    @pytest.mark.parametrize(
        ("body", "held"),
        [
            ("`{% raw %}{{ a }}{% endraw %}`", "`{{ a }}`"),
            ("`{% raw %}{% raw %}{% endraw %}`", "`{% raw %}`"),
            ("{%- raw -%}{% include a %}{%- endraw -%}", "{% include a %}"),
            ("{% raw %}\n{% highlight a %}\n{% endraw %}", "\n{% highlight a %}\n"),
            ("{% raw %}{% post_url 2024-03-01-a %}\n\n{% if %}{% endraw %}", None),
            ("```\n{% raw %}{{ a }}{% endraw %}\n```", "```\n{{ a }}\n```"),
            ("{% highlight a %}\n{% raw %}{{ b }}{% endraw %}\n{% endhighlight %}", None),
        ],
    )
    def test_what_is_said_to_be_no_liquid_stays_and_is_not_told(
        self, body: str, held: str | None
    ) -> None:
        text, liquid = without_liquid(body)
        assert held is None or text == held
        assert "endraw" not in text
        assert liquid.left == ()

    @pytest.mark.parametrize("body", ["{% raw %}{{ a }}", "{% endraw %}"])
    def test_one_without_its_other_half_stays_and_is_told(self, body: str) -> None:
        text, liquid = without_liquid(body)
        assert (text, liquid.left) == (body, (1,))


class TestExamples:
    @pytest.mark.parametrize(
        "body",
        [
            "```liquid\n{% highlight ruby %}\n{{ a }}\n{% endhighlight %}\n```\n",
            "~~~~\n{{ site.url }}/a\n~~~~\n",
            "- a\n\n  ```\n  {% post_url 2024-03-01-a %}\n  ```\n",
            "    {% post_url 2024-03-01-a %}\n",
            "One:\n\n    {{ a }}\n\n    {{ b }}\n\nTwo",
            "# One\n    {{ a }}",
            "\t{{ a }}",
            "- a\n\n      {{ a }}\n",
            "* * *\n\n    {{ a }}",
            "Write `{% post_url 2024-03-01-a %}` here",
            "Write ``{{ a }} ` {{ b }}`` here",
            "Over `two {{ a\n}} lines`",
        ],
    )
    def test_stay_as_they_are_and_are_not_told(self, body: str) -> None:
        text, liquid = without_liquid(body)
        assert (text, liquid.left) == (body, ())

    @pytest.mark.parametrize(
        ("body", "line"),
        [
            ("- a\n\n    {{ a }}\n", 3),
            ("A paragraph that goes on\n    {{ a }}", 2),
            ("1. a\n   - b\n\n     {{ a }}", 4),
            ("- a\n\nno item\n\n- b\n\n    {{ a }}", 7),
            ("```\n{{ a }}\n```\n{{ b }}", 4),
            ("``` one ``` {{ a }}", 1),
            ("an ` and {{ a }}", 1),
            ("`one` {{ a }} `two`", 1),
            ("an ` ends with\n\nits paragraph {{ a }} `", 3),
            (r"\`{{ a }}`", 1),
        ],
    )
    def test_what_only_looks_like_one_is_told(self, body: str, line: int) -> None:
        text, liquid = without_liquid(body)
        assert (text, liquid.left) == (body, (line,))


class TestAddresses:
    @pytest.mark.parametrize(
        ("tag", "address"),
        [
            ("{% post_url 2013-05-06-jekyll-1-0-0-released %}", "/jekyll-1-0-0-released"),
            ("{%- post_url /news/2013-05-06-v3.0 -%}", "/v3-0"),
            ("{% link _posts/2017-01-18-a.markdown %}#top", "/a#top"),
            ("{% link\n_posts/2017-10-19-a-b.md %}", "/a-b"),
            ("{% link news/_posts/2017-1-8-a.md %}", "/a"),
            ('{{ "/docs/themes/#assets" | relative_url }}', "/docs/themes/#assets"),
            ("{{ 'img/a.png' | absolute_url }}", "/img/a.png"),
            ('{{ "/a" | prepend: site.baseurl | prepend: site.url }}', "/a"),
            ('{{ "https://a.example/b" | absolute_url }}', "https://a.example/b"),
            ("{{ site.baseurl }}/a", "/a"),
            ("{{site.url}}{{ site.baseurl }}/a", "/a"),
            ("{{ site.url }}{{ site.baseurl }}{% post_url 2024-03-01-a %}", "/a"),
            ("{{ site.baseurl }}{{ '/a' | relative_url }}", "/a"),
        ],
    )
    def test_become_what_they_are_here(self, tag: str, address: str) -> None:
        text, liquid = without_liquid(f"[One]({tag}) `{{{{ a }}}}`\n\n[two]: {tag}\n")
        assert text == f"[One]({address}) `{{{{ a }}}}`\n\n[two]: {address}\n"
        assert liquid.left == ()

    @pytest.mark.parametrize(
        "tag",
        [
            "{{ site.repository }}/issues",
            "{% link _docs/history.md %}#v3-9-4",
            "{% link about.md %}",
            "{% post_url page.previous %}",
            # The site has a page of its own there, so the post gets another slug.
            "{% post_url 2024-03-01-archive %}",
            "{% post_url %}",
            "{{ site.baseurl }}",
            "{{ site.url }}//a.example",
            "{{ '//a.example' | relative_url }}",
            "{{ page.url | relative_url }}",
            "{{ '/a b' | relative_url }}",
            "{{ '/a' | upcase }}",
        ],
    )
    def test_stay_and_are_told_where_they_are_not_known(self, tag: str) -> None:
        body = f"One\n[two]({tag})"
        text, liquid = without_liquid(body)
        assert (text, liquid.left) == (body, (2,))


class TestOthers:
    def test_stay_and_are_told(self) -> None:
        body = "One\n\n{% include a.html %}\n"
        left, liquid = without_liquid(body)
        assert (left, liquid.left) == (body, (3,))

    def test_are_told_by_the_line_that_they_begin_on(self) -> None:
        body = "{{ a }} {{ b }}\n[c]({{ site\n.repository }})\n{%\ninclude d %} {{ e }}\n"
        assert without_liquid(body)[1].left == (1, 2, 4, 5)

    @pytest.mark.parametrize("body", ["{{ a\n\nb }}", "{{ a", "{% a }}", "a }} b %}"])
    def test_what_ends_nowhere_in_its_paragraph_is_none(self, body: str) -> None:
        assert without_liquid(body)[1].left == ()

    @pytest.mark.parametrize(
        "bad", ["[2]: {{ site.repository }}/issues", "[#{{ a }}]: /a/{{ a }}", "{% endfor %}"]
    )
    def test_do_not_take_the_definitions_below_with_them(self, bad: str) -> None:
        body = f"[One][1] and [three][3]\n\n[1]: /one\n{bad}\n[3]: /three\n"
        text, liquid = without_liquid(body)
        html = render(text).html
        assert '<a href="/one">One</a> and <a href="/three">three</a>' in html
        assert text.replace("\n", "") == body.replace("\n", "")
        assert liquid.left == (4,)

    def test_an_example_of_a_definition_is_not_parted(self) -> None:
        body = "```\n[2]: {{ a }}\n[3]: /three\n```\n"
        assert without_liquid(body)[0] == body


@pytest.mark.parametrize(
    "piece",
    [
        "{{ a }}",
        "{{ site.baseurl }}",
        "{% raw %}",
        "{% raw %}{% endraw %}",
        "{% post_url ",
        "{{ '",
        "{{ '/a' | ",
        "[a]: {{ b }}\n",
        "`{{ a }}",
        "\\`",
        "- {{ a }}\n",
        "- - - - - - - - {{\n",
        "{{\n",
        "{{\n \n",
        "> {% a %}\n\n",
        "```\n{{ a }}\n",
    ],
)
def test_a_long_text_of_it_is_gone_through_once(piece: str) -> None:
    """No clock is asked: gone through once for each sign, it would take minutes."""
    assert without_liquid("{{ a }}\n\n" + piece * (300_000 // len(piece)) + "/b")[1].left


def test_runs_of_backticks_that_nothing_closes_are_gone_through_once() -> None:
    runs = " ".join("`" * length for length in range(1, 1_400))
    assert without_liquid(f"{{{{ a }}}} {runs}")[1].left == (1,)
