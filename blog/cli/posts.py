"""`flask posts`: bring stored HTML up to date, and thin out histories."""

import sys
from collections.abc import Sequence

import click
from flask.cli import AppGroup

from blog.cli.database import needs_database
from blog.core import clock
from blog.core.database import db, write
from blog.core.templating import plural, site_url
from blog.posts import history, rendering
from blog.posts.rendering import Batch, Failure
from blog.site.context import site_host
from blog.site.queries import read_site

group = AppGroup("posts", help="Look after posts: what is published, and their history.")


@group.command("render")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also what is up to date, as after SITE_URL has moved. If stopped, go on without --all.",
)
@needs_database
def render(everything: bool) -> None:
    """Render what was published before an upgrade, or before a change of the site's language.

    Readers get the old pages until then. It may be stopped and started again at any time.
    """
    if everything:
        with write() as session:
            rendering.mark_out_of_date(session)
    stale = rendering.count_stale(db.session())
    current = rendering.count_stored(db.session()) - stale
    batches = _with_progress(stale)
    _report(batches, current)
    if failures := [failure for batch in batches for failure in batch.failures]:
        raise click.ClickException(_list_of(failures))


def _with_progress(total: int) -> list[Batch]:
    batches = []
    # A log keeps every line: there the one at the end is enough.
    quiet = not sys.stderr.isatty()
    with click.progressbar(length=total, label="Rendering", file=sys.stderr, hidden=quiet) as bar:
        for batch in rendering.bring_up_to_date(site_host(), clock.now):
            batches.append(batch)
            bar.update(batch.done)
    return batches


def _report(batches: Sequence[Batch], current: int) -> None:
    changed = sum(batch.changed for batch in batches)
    same = sum(batch.same for batch in batches)
    click.echo(
        f"{changed:,} brought up to date, {same:,} came out the same, "
        f"{plural(current, 'was', 'were')} so already."
    )


def _list_of(failures: Sequence[Failure]) -> str:
    many = plural(len(failures), "text was", "texts were")
    lines = [
        f"  {failure.live.post_id}  {site_url('/' + failure.live.slug)}  {failure.reason}"
        for failure in failures
    ]
    return "\n".join([f"{many} left as before:", *lines])


@group.command("thin")
@click.option("--dry-run", is_flag=True, help="Say how much would be deleted, and delete nothing.")
@needs_database
def thin(dry_run: bool) -> None:
    """Delete versions that saved themselves more than 7 days ago.

    The last of each hour is kept for a month, then the last of each day. What was saved by hand,
    named or published is never deleted. It may be stopped and started again at any time.
    """
    zone = read_site(db.session()).zone
    numbers: dict[int, int] = {}
    for thinned in history.thin_all(clock.now(), zone, dry_run=dry_run):
        numbers[thinned.post_id] = numbers.get(thinned.post_id, 0) + thinned.number
    versions = plural(sum(numbers.values()), "version", "versions")
    posts = plural(len(numbers), "post", "posts")
    click.echo(f"{versions} of {posts} {'would be ' if dry_run else ''}deleted.")
