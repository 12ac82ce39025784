"""The attack corpus, published and read in a real Chromium that no policy protects.

Nothing in it runs, and none of it breaks the page around it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Route

from tests.attacks.cases import KINDS, Case, cases_of, every_case
from tests.attacks.paper import BATCH, HARMLESS, TOGETHER, Paper, Published, paper_in
from tests.attacks.watch import DESK, NOWHERE, Judged, Watched
from tests.factories import PASSWORD
from tests.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.commits]

# By turns, from batch to batch.
WIDTHS = (1280, 320)
# At the desk a share of the cases is enough: what is typed stands in fields there. And all
# the long ones, which stand in its lists.
SHARE = 40
LONG = 200
# Put into a post as they are, and what must be noticed of each.
HARM = {
    "<script>attack()</script>": "attack() ran",
    "<img src=nowhere onerror=attack()>": "attack() ran",
    "<svg onload=attack()></svg>": "attack() ran",
    "<p onscrollend=attack()>x</p>": "attack() ran",
    "<a href=javascript:attack()>x</a>": "attack() ran",
    "<script>throw new Error('x')</script>": "error: x",
    "<script>open('/')</script>": "opened",
    "<script>location = '/archive'</script>": "archive",
    "<a href=data:,x>x</a>": "a href=data:,x",
    "<p onclick=x>x</p>": "p onclick=x",
    "<p id=main>x</p>": "p id=main",
    "<img name=getElementById>": "document is clobbered: getElementById",
    "<iframe src=/></iframe>": "asked for document",
    "<script src=https://attacker.example/></script>": "asked for script",
    "<link rel=stylesheet href=//attacker.example/>": "asked for stylesheet",
    "<base href=//attacker.example/>": "another base",
    "<p style=position:fixed>x</p>": "p. is fixed",
    "<p style=margin-top:-99px>x</p>": "p. stands above or below",
    "<p style=margin-left:-99px>x</p>": "p. stands beside",
    "<p style=width:9999px>x</p>": "is too wide",
    "<h1>x</h1>": "2 h1",
    "</div></div><p class=deck>x</p>": "is broken: '    p deck'",
    "</div></div></article></main><main><article><div><div>": "2 main",
    "<p><template shadowrootmode=open>x</template></p>": "p with a shadow",
}
# Each case in a document of its own, by itself: which of them run?
RUN = """async (texts) => {
  window.ran = new Set();
  const runOne = (text, i) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts allow-same-origin";
    frame.onload = () => setTimeout(done);
    frame.srcdoc = `<script>attack = () => parent.ran.add(${i})</script>${text}`;
    document.body.append(frame);
  });
  for (let from = 0; from < texts.length; from += 50) {
    await Promise.all(texts.slice(from, from + 50).map((text, i) => runOne(text, from + i)));
    document.body.replaceChildren();
  }
  return [...window.ran];
}"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    with paper_in(tmp_path_factory.mktemp("attacks")) as paper:
        yield paper


@pytest.fixture
def reader(chromium: Browser, paper: Paper) -> Iterator[Watched]:
    watched = Watched.open(chromium, paper.server.url)
    yield watched
    watched.page.context.close()


@pytest.fixture
def author(chromium: Browser, paper: Paper) -> Iterator[Watched]:
    """The desk, with somebody signed in: to run there would be worst."""
    watched = Watched.open(chromium, paper.server.url, DESK)
    page = watched.page
    page.goto("/auth/sign-in")
    page.get_by_label("Email address").fill(paper.owner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    watched.heard.clear()
    yield watched
    page.context.close()


class Reading:
    """Reads what was published, page by page, and notes what is wrong, each with its case.

    `plain` are pages of posts that are no attack, by the name of such a page.
    """

    def __init__(self, paper: Paper, reader: Watched, plain: dict[str, str]) -> None:
        self.reader = reader
        self.tags = paper.tags
        self.found: list[str] = []
        self.plain = {name: reader.judge(path) for name, path in plain.items()}
        assert [page.problems for page in self.plain.values()] == [()] * len(plain)

    @classmethod
    def at_the_site(cls, paper: Paper, reader: Watched) -> "Reading":
        # Like every case, the post that they are compared with has neighbours.
        _, plain, _ = paper.publish_plain(), paper.publish_plain(), paper.publish_plain()
        links = reader.judge(plain.path).links
        pages = {"post": plain.path, "topic": links["tag"], "author": links["author"]}
        return cls(paper, reader, pages)

    def read(self, batch: Sequence[Published]) -> None:
        for i, post in enumerate(batch):
            page = self.look(post.case, "post", post.path)
            self.check(post.case, "title", page.shown["title"], [post.title])
            self.check(post.case, "summary", page.shown["summary"], [post.summary])
            self.check(post.case, "byline", page.shown["names"], [post.name])
            unknown = [tag for tag in page.shown["tags"] if tag not in self.tags]
            self.check(post.case, "tags", unknown, [])
            if i % TOGETHER == 0:
                self.look(post.case, "topic", page.links["tag"])
                profile = self.look(post.case, "author", page.links["author"])
                self.check(post.case, "name", profile.shown["title"], [post.name])
                self.check(post.case, "profile", profile.shown["summary"], [post.bio])
        for path in ("/", "/feed.atom"):
            self.look(f"{batch[0].case.name} and after", path, path)

    def read_at_the_desk(self, post: Published) -> None:
        editor = self.look(post.case, "editor", post.desk, touch=False)
        self.check(post.case, "title", editor.typed["title"], [post.title])
        self.check(post.case, "body", editor.typed["body"], [post.body])
        self.look(post.case, "preview", f"{post.desk}/preview")
        asked = quote(post.case.received, safe="")
        self.look(post.case, "search", f"/admin/posts?q={asked}", touch=False)
        self.look(post.case, "address", f"/admin/{asked}", touch=False)

    def look(self, who: object, name: str, path: str, *, touch: bool = True) -> Judged:
        page = self.reader.judge(path, touch=touch)
        self.note(who, name, page.problems)
        plain = self.plain.get(name)
        if plain and page.outline != plain.outline:
            self.note(who, name, [first_difference(page.outline, plain.outline)])
        return page

    def check(self, who: object, field: str, shown: list[str], typed: list[str]) -> None:
        if shown != typed:
            self.note(who, field, [f"shows {shown!a} for {typed!a}"])

    def note(self, who: object, where: str, words: Iterable[str]) -> None:
        self.found += [f"{who} [{where}] {each}" for each in words]


def first_difference(outline: str, plain: str) -> str:
    pairs = zip([*outline.split("\n"), ""], [*plain.split("\n"), ""], strict=False)
    here, there = next(pair for pair in pairs if pair[0] != pair[1])
    return f"is broken: {here!r} where there was {there!r}"


def batches(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    for start in range(0, len(cases), BATCH):
        yield cases[start : start + BATCH]


def told(found: Sequence[str]) -> str:
    return "\n".join([f"{len(found)} things:", *found])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs_or_breaks_a_page_for_readers(
    paper: Paper, reader: Watched, kind: str
) -> None:
    reading = Reading.at_the_site(paper, reader)
    for batch, width in zip(batches(cases_of(kind)), cycle(WIDTHS), strict=False):
        published = paper.publish(batch)
        paper.publish_plain()
        reader.page.set_viewport_size({"width": width, "height": 900})
        reading.read(published)
    reading.look(kind, "topics", "/tags/")
    assert not reading.found, told(reading.found)


def test_nothing_runs_or_breaks_a_page_at_the_desk(paper: Paper, author: Watched) -> None:
    reading = Reading(paper, author, {"preview": f"{paper.publish_plain().desk}/preview"})
    long = [case for case in every_case() if len(case.text) > LONG]
    for batch in batches([*every_case()[::SHARE], *long]):
        for post in paper.publish(batch):
            reading.read_at_the_desk(post)
        reading.look(f"{batch[0].name} and after", "list", "/admin/posts", touch=False)
        reading.look(f"{batch[0].name} and after", "dashboard", "/admin/", touch=False)
    assert not reading.found, told(reading.found)


def test_harm_would_be_noticed(paper: Paper, reader: Watched) -> None:
    reading = Reading.at_the_site(paper, reader)
    plain, _ = paper.publish_plain(), paper.publish_plain()
    text = Visitor(paper.server.url).get(plain.path).text
    before, found, after = text.partition(f"<p>{HARMLESS}</p>")
    assert found
    for harm in HARM:
        reader.page.route("**/harm", answer(before + harm + after), times=1)
        reading.look(harm, "post", "/harm")
    unnoticed = [
        harm
        for harm, words in HARM.items()
        if not any(each.startswith(f"{harm} [post] ") and words in each for each in reading.found)
    ]
    assert not unnoticed, told(reading.found)


def answer(page: str) -> Callable[[Route], None]:
    def fulfil(route: Route) -> None:
        route.fulfill(body=page, content_type="text/html")

    return fulfil


def test_many_of_the_cases_would_run(chromium: Browser) -> None:
    """A corpus of duds would prove nothing."""
    context = chromium.new_context(proxy={"server": NOWHERE})
    page = context.new_page()
    ran = page.evaluate(RUN, [case.received for case in every_case()])
    context.close()
    assert len(ran) > 300
