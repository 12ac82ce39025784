"""A live site on which cases are published, as an author at the desk would do it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from blog.auth.models import Person, Role
from blog.core.database import db
from blog.core.forms import many_lines, one_line
from tests.attacks.cases import Case, as_received
from tests.conftest import make_app
from tests.factories import Somebody, World
from tests.servers import WORKERS, Server, serving
from tests.visitors import CSRF, PASSWORD, Answer, Visitor

# As many as a feed holds.
BATCH = 20
# How many cases stand in one profile: nobody reads the page of every author.
TOGETHER = 10
HARMLESS = "Harmless"
PLAIN = Case("plain", 0, HARMLESS)
BOUNDARY = "between-the-fields"
# What the desk says when it keeps no such value.
REFUSALS = {
    "title": "The title has",
    "summary": "The summary has",
    "body": "The text has",
    "tags": "At most 50 tags.",
}


@dataclass(frozen=True)
class Profile:
    """A person as they are called for now."""

    id: int
    name: str
    bio: str


@dataclass(frozen=True)
class Published:
    """A case where readers find it, and what is kept of what was typed into each field."""

    case: Case
    path: str
    desk: str
    title: str
    summary: str
    body: str
    name: str
    bio: str


@dataclass
class Paper:
    world: World
    server: Server
    owner: Somebody
    people: list[int]
    cookies: dict[str, str]
    token: str
    numbers: Iterator[int] = field(default_factory=count)
    # Of tags with the same letters and digits, the first that is published shows on all posts.
    tags: set[str] = field(default_factory=set)

    def publish(self, cases: Sequence[Case]) -> list[Published]:
        """Publish cases, each under the name of a person of its own: at most a batch."""
        people = self.rename_people(cases)
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(self.publish_one, cases, people))

    def publish_plain(self) -> Published:
        """Publish what nobody could take for an attack."""
        return self.publish_one(PLAIN, Profile(self.owner.id, self.owner.name, HARMLESS))

    def rename_people(self, cases: Sequence[Case]) -> list[Profile]:
        """Give people one case each as their name, and several as their profile."""
        profiles = []
        with self.world.writing() as session:
            for i, (person_id, case) in enumerate(zip(self.people, cases, strict=False)):
                person = session.get_one(Person, person_id)
                # No form takes them yet. These are the filters of every form.
                person.name = one_line(case.received) or HARMLESS
                together = "\n".join(each.received for each in cases[i : i + TOGETHER])
                person.bio = many_lines(together) or HARMLESS
                profiles.append(Profile(person_id, person.name, person.bio))
        return profiles

    def publish_one(self, case: Case, by: Profile) -> Published:
        """Send the editor's form. What it refuses is sent as something harmless."""
        number = next(self.numbers)
        text = case.text if one_line(case.received) else HARMLESS
        # With its number a tag is no other's, which has the same letters and digits.
        typed = {"title": text, "summary": text, "body": case.text, "tags": f"{text} {number}"}
        answer = self.send(typed, number, by)
        refused = [name for name, words in REFUSALS.items() if words in answer.text]
        if refused:
            assert answer.status == 422, case
            typed |= dict.fromkeys(refused, HARMLESS)
            answer = self.send(typed, number, by)
        assert answer.status == 302, (str(case), answer.status)
        self.tags.update(tags_in(as_received(typed["tags"])))
        received = {name: as_received(value) for name, value in typed.items()}
        return Published(
            case=case,
            path=f"/case-{number}",
            desk=answer.headers["Location"].partition("?")[0],
            title=one_line(received["title"]),
            summary=one_line(received["summary"]),
            body=many_lines(received["body"]),
            name=by.name,
            bio=by.bio,
        )

    def send(self, typed: dict[str, str], number: int, by: Profile) -> Answer:
        form = {
            **typed,
            "csrf_token": self.token,
            "slug": f"case-{number}",
            "bylines-0": str(by.id),
            "visibility": "public",
            "based_on": "0",
            "when": "now",
        }
        # Each brings the cookie of the sign-in alone: messages would pile up in it.
        visitor = Visitor(self.server.url, dict(self.cookies))
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return visitor.ask("POST", "/admin/posts/publication", multipart(form), headers)


def tags_in(typed: str) -> set[str]:
    return {one_line(name) for name in one_line(typed).split(",")}


def multipart(form: dict[str, str]) -> bytes:
    """Return a form as the editor's is sent, whatever characters are in it."""
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.items()
    )
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode("utf-8", "surrogatepass")


@contextmanager
def paper_in(folder: Path) -> Iterator[Paper]:
    app = make_app(f"sqlite:///{folder / 'quire.sqlite3'}", folder)
    world = World(app)
    owner = world.set_up()
    people = [world.person(Role.AUTHOR).id for _ in range(BATCH)]
    with world.writing() as session:
        session.get_one(Person, owner.id).bio = HARMLESS
    with serving(folder) as server:
        visitor = Visitor(server.url)
        sign_in = "/auth/sign-in"
        answer = visitor.post(sign_in, sign_in, email=owner.email, password=PASSWORD)
        assert answer.status == 302
        found = CSRF.search(visitor.get("/admin/profile").text)
        assert found is not None
        yield Paper(world, server, owner, people, dict(visitor.cookies), found[1])
    with app.app_context():
        db.engine.dispose()
