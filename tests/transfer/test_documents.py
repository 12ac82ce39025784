"""What a file says, in the terms of Quire."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from blog.posts.models import Kind, Visibility
from blog.transfer.documents import Document, read_document
from blog.transfer.front_matter import Unreadable
from blog.transfer.moments import read_moment

PARIS = ZoneInfo("Europe/Paris")


def read(front_matter: str, body: str = "Body", path: str = "posts/a.md") -> Document:
    return read_document(f"---\n{front_matter}\n---\n{body}", path, PARIS)


class TestOtherPrograms:
    def test_jekyll(self) -> None:
        document = read_document(
            '---\nlayout: post\ntitle: "Tides"\ndate: "2013-05-06 02:12:52 +0200"\nauthor: parkr\n'
            "categories: [news]\ntags: [a, b]\npermalink: /old/tides/\nredirect_from:\n  - /older\n"
            "version: 1.0\n---\nBody\n",
            "_posts/2013-05-06-the-tides.markdown",
            PARIS,
        )
        assert document.kind is Kind.POST
        assert document.date == datetime(2013, 5, 6, 0, 12, 52, tzinfo=UTC)
        assert (document.slug, document.authors) == ("the-tides", ("parkr",))
        assert (document.tags, document.categories) == (("a", "b", "news"), ("news",))
        assert document.addresses == ("/old/tides/", "/older")
        assert document.front_matter == {"layout": "post", "version": 1.0}

    def test_hugo(self) -> None:
        document = read_document(
            '+++\ntitle = "Tides"\ndate = 2024-03-01T10:00:00+01:00\nlastmod = 2024-03-02\n'
            'draft = true\ntags = ["a"]\naliases = ["/x"]\nweight = 3\n+++\nBody',
            "content/posts/tides/index.md",
            PARIS,
        )
        assert (document.slug, document.draft) == ("tides", True)
        assert document.date == datetime(2024, 3, 1, 9, tzinfo=UTC)
        assert document.updated == datetime(2024, 3, 1, 23, tzinfo=UTC)
        assert document.front_matter == {"weight": 3}

    def test_pelican(self) -> None:
        document = read_document(
            "Title: Tides\nDate: 2010-12-03 10:20\nModified: 2010-12-05 19:30\nCategory: Sea\n"
            "Tags: a, b\nSlug: my-tides\nAuthors: Odile Farrow, Hollis Vane\nSummary: Short.\n"
            "Status: hidden\n\nBody",
            "a.md",
            PARIS,
        )
        assert document.authors == ("Odile Farrow", "Hollis Vane")
        assert (document.slug, document.summary) == ("my-tides", "Short.")
        assert document.tags == ("a", "b", "Sea")
        assert document.visibility is Visibility.UNLISTED

    def test_astro(self) -> None:
        document = read("title: Tides\npubDatetime: 2025-11-06T14:30:00Z\nfeatured: false")
        assert document.date == datetime(2025, 11, 6, 14, 30, tzinfo=UTC)
        assert document.front_matter == {"featured": False}

    def test_docusaurus(self) -> None:
        document = read(
            "slug: /sea/tides\nauthors:\n  - name: Odile Farrow\n    url: /o\n  - hollis\n"
            "tags:\n  - label: Sea\nunlisted: true",
            "# Tides\n\nBody",
            "blog/2024-03-01-tides.md",
        )
        assert (document.title, document.body) == ("Tides", "Body")
        assert (document.slug, document.addresses) == ("tides", ("/sea/tides",))
        assert document.authors == ("Odile Farrow", "hollis")
        assert document.tags == ("Sea",)


class TestValues:
    @pytest.mark.parametrize(("typed", "title"), [("007", "007"), ("No", "No"), ("2024", "2024")])
    def test_a_title_is_what_was_typed(self, typed: str, title: str) -> None:
        assert read(f"title: {typed}").title == title

    @pytest.mark.parametrize(
        ("front_matter", "draft"),
        [
            ("draft: true", True),
            ("draft: no", False),
            ("published: false", True),
            ("status: draft", True),
            ("published: true", False),
        ],
    )
    def test_drafts(self, front_matter: str, draft: bool) -> None:
        assert read(f"title: a\ndate: 2024-03-01\n{front_matter}").draft is draft

    def test_a_post_without_a_date_is_a_draft_and_told(self) -> None:
        document = read("title: a")
        assert document.draft
        assert document.notes == ("It has no date, so it is a draft.",)

    def test_what_has_no_date_elsewhere_is_a_page(self) -> None:
        assert read("title: About", path="about.md").kind is Kind.PAGE
        assert read("title: About\ndate: 2024-03-01\nlayout: page").kind is Kind.PAGE

    @pytest.mark.parametrize(
        ("front_matter", "path", "name", "slug"),
        [
            ("title: a", "_posts/2016-10-06-V3.0_here.md", "V3.0_here", "v3-0-here"),
            ("title: a\nslug: Three.0", "_posts/2016-10-06-b.md", "Three.0", "three-0"),
            ("title: a", "blog/Some.Bundle/index.md", "Some.Bundle", "some-bundle"),
        ],
    )
    def test_the_name_is_kept_as_it_was_written(
        self, front_matter: str, path: str, name: str, slug: str
    ) -> None:
        document = read(front_matter, path=path)
        assert (document.name, document.slug) == (name, slug)

    @pytest.mark.parametrize(
        ("front_matter", "reason", "line"),
        [("tags: [a]", "no title", 1), ("title: a\ndate: tomorrow", "“tomorrow” is no date", 3)],
    )
    def test_what_is_missing_or_wrong_is_named(
        self, front_matter: str, reason: str, line: int
    ) -> None:
        with pytest.raises(Unreadable, match=reason) as raised:
            read(front_matter)
        assert raised.value.line == line


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2024-07-01", 22),
        ("2024-07-01 12:00", 10),
        ("2024-7-1 9:05:01", 7),
        ("2024-07-01T12:00:00Z", 12),
        ("2024-07-01 12:00:00 +0900", 3),
        ("2024-07-01T12:00:00.123+09:00", 3),
        ("2023-01-29 18:30:22 2023 -0800", 2),
    ],
)
def test_moments(text: str, hour: int) -> None:
    moment = read_moment(text, PARIS)
    assert moment is not None
    assert moment.hour == hour


@pytest.mark.parametrize("text", ["", "soon", "2024-13-01", "2024-02-30", "0001-01-01", "2024"])
def test_no_moments(text: str) -> None:
    assert read_moment(text, PARIS) is None
