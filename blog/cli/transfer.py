"""`flask transfer`: bring a folder of Markdown files in, and take everything out."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from blog.auth.models import Person, Role
from blog.cli.database import needs_database
from blog.core import clock
from blog.core.actor import Actor
from blog.core.database import db, end_reading
from blog.core.errors import DomainError
from blog.core.slugs import tidy_slug
from blog.core.templating import plural
from blog.site.context import site_host
from blog.site.queries import read_site
from blog.transfer.exporting import export_to, one_moment
from blog.transfer.folder import files_of
from blog.transfer.importing import bring_in
from blog.transfer.media_records import is_media_record
from blog.transfer.models import Result
from blog.transfer.permalinks import checked_pattern
from blog.transfer.plan import Importer, Outcome, Plan

group = AppGroup("transfer", help="Bring a blog in, and take it out again.")

FOLDER = click.Path(exists=True, file_okay=False, readable=True, path_type=Path)


@group.command("import-markdown")
@click.argument("folder", type=FOLDER)
@click.option("--name", help="What this import is called. Otherwise the name of the folder.")
@click.option(
    "--permalinks",
    metavar="PATTERN",
    default="",
    help="How old addresses were made, such as /:year/:month/:title/, or Jekyll's date, pretty, "
    "ordinal or none. Each gets a redirect.",
)
@click.option("--overwrite", is_flag=True, help="Also what was edited here since the last run.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report a line of JSON for each file.")
@needs_database
def import_markdown(
    folder: Path, name: str | None, permalinks: str, overwrite: bool, dry_run: bool, as_json: bool
) -> None:
    """Make posts of the Markdown files in FOLDER, with dates, authors, tags and redirects.

    Front matter is read as Jekyll, Hugo, Pelican, Astro and Docusaurus write it. Pictures and
    files of the folder that a text shows come into the library. Another run changes only what
    changed in the folder. The exit status is 1 when a file was skipped.
    """
    try:
        plan = Plan(
            folder=folder,
            name=tidy_slug(name or folder.resolve().name) or "markdown",
            actor=_owner(),
            now=clock.now(),
            host=site_host(),
            permalinks=checked_pattern(permalinks),
            overwrite=overwrite,
            dry_run=dry_run,
        )
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    outcomes = _with_progress(plan)
    _report(outcomes, plan, as_json=as_json)
    if any(outcome.result is Result.SKIPPED for outcome in outcomes):
        sys.exit(1)


@group.command("export-markdown")
@click.argument("folder", type=click.Path(path_type=Path))
@needs_database
def export_markdown(folder: Path) -> None:
    """Write everything to FOLDER: each post and page as Markdown with all that it has, and the
    library below FOLDER/media.

    Hugo can read it, and import-markdown makes the same site of it elsewhere. FOLDER is there
    when it is whole, and not before. The exit status is 1 when a file of the library is lost.
    """
    try:
        exported = export_to(one_moment(), folder)
    except (DomainError, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(
        f"{plural(exported.posts, 'post or page', 'posts and pages')} in "
        f"{plural(exported.files, 'file', 'files')} in {folder}."
    )
    if exported.media:
        click.echo(f"{plural(exported.media, 'picture or file', 'pictures and files')} with them.")
    for name in exported.lost:
        click.echo(f"lost     {name}  It is not in the storage. flask media check says more.")
    if exported.lost:
        sys.exit(1)


def _owner() -> Actor:
    """Return the owner, to whom everything that comes in belongs."""
    if read_site(db.session()).set_up_at is None:
        raise DomainError("The site is not set up yet. Open it in a browser first.")
    owner = db.session().scalars(select(Person).where(Person.role == Role.OWNER)).one()
    actor = Importer(owner.id, owner.name, owner.role)
    end_reading()
    return actor


def _with_progress(plan: Plan) -> list[Outcome]:
    # A log keeps every line: there the report at the end is enough.
    quiet = not sys.stderr.isatty()
    total = 0 if quiet else sum(1 for _ in files_of(plan.folder))
    outcomes = []
    with click.progressbar(length=total, label="Reading", file=sys.stderr, hidden=quiet) as bar:
        for outcome in bring_in(plan):
            outcomes.append(outcome)
            bar.update(1)
    return outcomes


def _report(outcomes: Sequence[Outcome], plan: Plan, *, as_json: bool) -> None:
    if as_json:
        for outcome in outcomes:
            click.echo(json.dumps(asdict(outcome), ensure_ascii=False))
        return
    for outcome in outcomes:
        where = f"{outcome.path}:{outcome.line}" if outcome.line else outcome.path
        if outcome.result is Result.SKIPPED:
            click.echo(f"skipped  {where}  {outcome.reason}")
        for note in outcome.notes:
            click.echo(f"note     {outcome.path}  {note}")
    posts = [outcome for outcome in outcomes if not is_media_record(outcome.path)]
    totals = Counter(outcome.result for outcome in posts)
    counted = ", ".join(f"{totals[result]:,} {result}" for result in Result)
    would = "This would be: " if plan.dry_run else ""
    click.echo(f"{would}{counted} of {plural(len(posts), 'file', 'files')}.")
    if files := sum(outcome.files for outcome in outcomes):
        come = "would come" if plan.dry_run else "came"
        click.echo(f"{plural(files, 'picture or file', 'pictures and files')} {come} in.")
