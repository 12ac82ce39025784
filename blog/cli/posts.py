"""`flask posts`: bring stored HTML up to date."""

import sys
from collections.abc import Sequence

import click
from flask.cli import AppGroup

from blog.cli.database import needs_database
from blog.core import clock
from blog.core.database import db, write
from blog.core.templating import plural, site_url
from blog.posts import rendering
from blog.posts.rendering import Batch, Failure
from blog.site.context import site_host

group = AppGroup("posts", help="Look after what is published.")


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
