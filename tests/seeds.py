"""A site with something in every state, and the addresses at which it shows."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from blog.auth.models import Role
from blog.core import clock
from blog.core.slugs import make_slug
from blog.media.actions import trash_items
from blog.outbox.models import Job
from blog.posts.models import Kind, Visibility
from blog.posts.notes import add_note, resolve
from blog.posts.preview_links import LinkChange, make_link
from blog.site.models import Site
from blog.tags.models import Tag
from blog.transfer.models import Import, ImportedFile, Result, Stage
from tests.everything import EVERYTHING, LONG_TITLE
from tests.factories import Somebody, World, moment
from tests.media.other_files import MP3_FRAME, PDF, other_files, tagged


@dataclass(frozen=True)
class Seeds:
    """Who owns the site, and what is where."""

    owner: Somebody
    reader: dict[str, str]
    desk: dict[str, str]
    draft: int


def fill(world: World) -> Seeds:
    owner = world.set_up()
    with world.writing() as session:
        session.execute(update(Site).values(tagline="A paper about tides & mud"))
    anna = world.person(Role.EDITOR, name="Anna Holm")
    both = (owner.id, anna.id)
    world.publish(
        everything := world.draft(
            owner,
            title="Everything <there> & is",
            body=EVERYTHING,
            summary="A summary of everything.",
            tags=("Tides", "Salt marsh"),
            bylines=both,
        ),
        owner,
        moment(2026, 2),
    )
    for number in range(14):
        world.published(owner, at=moment(2024 + number % 2, 1 + number % 12), tags=("Tides",))
    world.published(anna, title=LONG_TITLE, at=moment(2023))
    world.published(owner, Kind.PAGE, title="About", body=EVERYTHING)
    world.published(owner, title="Unlisted", visibility=Visibility.UNLISTED)
    gone = world.draft(owner, title="Gone", slug="gone")
    world.publish(gone, owner)
    world.trash(gone, owner)
    draft = world.draft(owner, title="A draft", body=EVERYTHING, summary="With a summary.")
    scheduled = world.draft(owner, title="Scheduled")
    world.publish(scheduled, owner, clock.now() + timedelta(days=400))
    world.save(scheduled, owner, 1, title="Scheduled, edited")
    world.save(everything, owner, 1, title="Everything, edited", body=EVERYTHING)
    world.save(everything, anna, 1, title="Beside it")
    empty = world.draft(owner, title="", body="")
    long = world.draft(owner, title=LONG_TITLE, tags=("Tides", "Mud"), slug="admin")
    posts = {
        "a published post with edits": everything,
        "a draft": draft,
        "a scheduled post": scheduled,
        "an empty draft": empty,
        "a draft with warnings": long,
        "a post in the trash": gone,
    }
    share(world, owner, everything)
    posts["a post with pictures and a cover"] = pictures(world, owner)
    desk = {name: f"/admin/posts/{post_id}" for name, post_id in posts.items()}
    desk |= DESK | of_one_post(everything, gone, draft)
    desk["changing the time of a scheduled post"] = f"/admin/posts/{scheduled}/publication"
    desk |= {f"an import, {stage}": an_import(world, owner, stage) for stage in Stage}
    failed_work(world)
    desk |= what_people_say(world, owner, everything) | a_tag(world) | a_library(world, owner)
    return Seeds(owner, READER, desk, draft)


def pictures(world: World, owner: Somebody) -> int:
    """Publish a post that shows all that can be shown, and a cover with all that is said of it."""
    said: dict[str, Any] = {"alt": "A square", "caption": "Mud & chain", "credit": "Anna <Holm>"}
    key = world.picture(owner, size=(960, 320), **said).key
    files = other_files()
    paper, sound = (world.kept(owner, files[n][0], n).key for n in ("paper.pdf", "bare.mp3"))
    body = (
        f'![](media:{key} "**Figure 1.** Mud."){{.wide}}\n\n![](media:{key})\n\n'
        f"A line with ![a square](media:{key}) and a link to [the tables](media:{paper}).\n\n"
        f"![The tables](media:{paper})\n\n![Gulls](media:{sound})\n\n"
        f"[![](media:{key})](/about)\n\n![What is gone](media:zzzzzzzzzzzz)\n"
    )
    post_id = world.draft(owner, title="Pictures", slug="pictures", body=body, cover=key)
    world.publish(post_id, owner)
    return post_id


def what_people_say(world: World, owner: Somebody, post_id: int) -> dict[str, str]:
    """Let a post wait with a note on it, and another that is resolved."""
    with world.writing() as session:
        for text in ("Which boat? " + "And-why-that-one" * 12, "Done already."):
            note = add_note(session, post_id, text, owner, clock.now()).id
        resolve(session, note, owner, clock.now())
    return {"notes on a post": f"/admin/posts/{post_id}/notes"}


def a_library(world: World, owner: Somebody) -> dict[str, str]:
    """Put in pictures and files of every standing, with names and words of every length."""
    anna = world.person(Role.EDITOR)
    gauge = world.picture(
        owner, "tide-gauge.png", (600, 800), alt="A staff.", caption=LONG_TITLE, credit="O. Farrow"
    )
    mute = world.picture(anna, f"{'IMG_4471-and-so-on-' * 8}.png", (900, 300))
    world.picture(owner, "ornament.png", is_decorative=True)
    table = world.kept(owner, PDF, "tide-table.pdf", caption="For Penny Hard")
    bell = world.kept(owner, tagged(MP3_FRAME * 8), "bell.mp3")
    gone = world.picture(owner, "gone.png")
    with world.writing() as session:
        trash_items(session, [gone.id], owner, clock.now())
    shows = f"![](media:{gauge.key})\n\n[Table](media:{table.key})"
    for title in ("A tide table", LONG_TITLE):
        world.draft(owner, title=title, body=shows)
    ids = "&".join(f"id={each.id}" for each in (gauge, mute, table))
    media = "/admin/media"
    return {
        "an open image": f"{media}?item={gauge.id}",
        "an open image without words": f"{media}?item={mute.id}&tab=without-alt",
        "an open document": f"{media}?tab=files&item={table.id}",
        "an open recording": f"{media}?tab=files&item={bell.id}",
        "an open image in the trash": f"{media}?tab=trash&item={gone.id}",
        "deleting files in use": f"{media}/trash?{ids}",
        "deleting a file for ever": f"{media}/removal?id={gone.id}",
        "an open file that is gone": f"{media}?item=999999",
    }


def a_tag(world: World) -> dict[str, str]:
    with world.reading() as session:
        tag_id = session.scalars(select(Tag.id).where(Tag.slug == "tides")).one()
        ids = session.scalars(select(Tag.id).order_by(Tag.id)).all()
    address = f"/admin/tags/{tag_id}"
    return {
        "a tag": address,
        "deleting a tag": f"{address}/deletion",
        "deleting several tags": "/admin/tags/deletion?" + "&".join(f"id={each}" for each in ids),
        "all tags picked": "/admin/tags?pick=all",
    }


def failed_work(world: World) -> None:
    """Leave two jobs that were given up, and one that is tried again when nobody looks."""
    now = clock.now()
    with world.writing() as session:
        for key, is_dead in (("one", True), ("two", True), ("three", False)):
            job = Job(name="posts.empty_trash", key=key, created_at=now, attempts=12)
            job.is_dead, job.failed_at, job.run_after = is_dead, now, now + timedelta(days=400)
            job.problem = f"OSError: no space is left on the disk {'of this machine ' * 12}"
            session.add(job)


def share(world: World, owner: Somebody, post_id: int) -> None:
    """Make links to a post: to its newest version, to its first one, and one that expired."""
    week, now = timedelta(days=7), clock.now()
    with world.writing() as session:
        for number, at in ((None, now), (1, now), (None, now - 2 * week)):
            make_link(session, post_id, LinkChange(week, number), owner, at)


def an_import(world: World, owner: Somebody, stage: Stage) -> str:
    """Make an import at a stage, with a file of each kind, and return its address."""
    with world.writing() as session:
        one = Import(
            name=f"old-{stage}",
            filename=f"{stage} {'and-a-name-that-does-not-end' * 6}.zip",
            folder=f"gone-{stage}",
            started_by_id=owner.id,
            permalinks="/:categories/:year/:month/:day/:title.html",
            overwrite=True,
            stage=stage,
            total=len(Result) + 1,
            started_at=clock.now(),
            finished_at=clock.now() if stage is Stage.DONE else None,
        )
        session.add(one)
        session.flush()
        for position, result in enumerate(Result):
            about = (result, "It has no title.", 12, "It has no date, so it is a draft.\nTwo.")
            row = ImportedFile(
                import_id=one.id,
                position=position,
                path=f"posts/{'a-long-folder/' * 8}{result}.md",
            )
            row.planned, row.planned_reason, row.planned_line, row.planned_notes = about
            if stage is Stage.DONE:
                row.result, row.reason, row.line, row.notes = about
            session.add(row)
        return f"/admin/imports/{one.id}"


READER = {
    "home": "/",
    "home, older": "/?before=1735732800000000.1",
    "a post with everything": "/everything-there-is",
    "a page": "/about",
    "an unlisted post": "/unlisted",
    "a post with pictures": "/pictures",
    "a post with a long title": f"/{make_slug(LONG_TITLE)}",
    "topics": "/tags/",
    "a topic": "/tags/tides",
    "an author": "/authors/odile-farrow",
    "archive": "/archive",
    "a year": "/archive/2024",
    "a month": "/archive/2024/1",
    "what does not exist": "/nowhere",
    "what is gone": "/gone",
}
DESK = {
    "dashboard": "/admin/",
    "work in the background": "/admin/jobs",
    "tags": "/admin/tags",
    "the order of pages": "/admin/pages/order",
    "a search for tags without a match": "/admin/tags?q=nothing+of+the+kind",
    "posts": "/admin/posts",
    "drafts": "/admin/posts?tab=drafts",
    "scheduled": "/admin/posts?tab=scheduled",
    "trash": "/admin/posts?tab=trash",
    "a search": "/admin/posts?q=draft",
    "a search without a match": "/admin/posts?q=nothing+of+the+kind",
    "posts by title, all picked": "/admin/posts?sort=title&pick=all",
    "a narrowed list": "/admin/posts?sort=published&author=1&since=2020-01-01&tag=nope&q=e",
    "a list past its end": "/admin/posts?before=1.1",
    "pages": "/admin/pages",
    "pages in the trash": "/admin/pages?tab=trash",
    "media": "/admin/media",
    "files": "/admin/media?tab=files",
    "images without alt text": "/admin/media?tab=without-alt",
    "files that are not used": "/admin/media?tab=unused&sort=name",
    "media in the trash": "/admin/media?tab=trash",
    "a search of media without a match": "/admin/media?q=nothing+of+the+kind",
    "media past its end": "/admin/media?before=1.1",
    "missing alt texts": "/admin/media/alt",
    "the cheat sheet": "/admin/cheat-sheet",
    "profile": "/admin/profile",
    "import and export": "/admin/transfer",
    "a new post": "/admin/posts/new",
    "a new page": "/admin/pages/new",
    "what the desk has not": "/admin/posts/999999",
    "an empty preview": "/admin/posts/preview",
}


def of_one_post(everything: int, gone: int, draft: int) -> dict[str, str]:
    return {
        "history": f"/admin/posts/{everything}/revisions",
        "an old version": f"/admin/posts/{everything}/revisions/1",
        "two versions compared": f"/admin/posts/{everything}/revisions/3?with=1",
        "the whole of a version": f"/admin/posts/{everything}/revisions/3?show=text",
        "a preview": f"/admin/posts/{everything}/preview",
        "a preview in full": f"/admin/posts/{everything}/preview/full",
        "preview links": f"/admin/posts/{everything}/preview-links",
        "preview links to what has none": f"/admin/posts/{draft}/preview-links",
        "preview links in the trash": f"/admin/posts/{gone}/preview-links",
        "publishing a draft": f"/admin/posts/{draft}/publication",
        "updating a published post": f"/admin/posts/{everything}/publication",
        "deletion": f"/admin/posts/{gone}/deletion",
        "deletion outside the trash": f"/admin/posts/{draft}/deletion",
    }
