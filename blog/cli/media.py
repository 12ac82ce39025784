"""`flask media`: see whether the library is whole, and move its files somewhere else."""

import sys
from collections import Counter
from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import AppGroup

from blog.cli.database import needs_database
from blog.core import clock
from blog.core.database import db, end_reading
from blog.core.errors import DomainError
from blog.core.templating import plural
from blog.media import checking, moving
from blog.media.checking import MEANINGS, Finding, NotMounted, Wrong
from blog.media.moving import Became, Moved
from blog.media.storage.current import Storage, storage_of
from blog.posts.media_uses import uses_of

group = AppGroup("media", help="See whether the library is whole, and move its files.")


@group.command("check")
@click.option("--mend", is_flag=True, help="Delete what nothing has needed for a day.")
@needs_database
def check(mend: bool) -> None:
    """Read every file of the library and say what is missing, damaged or left over.

    No item is ever deleted. The exit status is 1 when something is wrong and was not mended.
    """
    found: Counter[Wrong] = Counter()
    mended = 0
    try:
        for finding in checking.check(clock.now()):
            found[finding.wrong] += 1
            is_mended = mend and checking.mend(finding, clock.now())
            mended += is_mended
            _tell(finding, is_mended=is_mended)
    except NotMounted:
        raise click.ClickException(
            f"Not one original is in {current_app.config['MEDIA_URL']}. Most likely the folder is "
            "not mounted, or MEDIA_URL names another one. Nothing was changed."
        ) from None
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    _conclude(found, mended)


@group.command("move")
@click.argument("url")
@click.option("--from", "origin", metavar="URL", help="Otherwise what MEDIA_URL names now.")
@click.option("--dry-run", is_flag=True, help="Say how much would be copied, and copy nothing.")
@needs_database
def move(url: str, origin: str | None, dry_run: bool) -> None:
    """Copy all files to the storage at URL, which is written as MEDIA_URL is.

    The site may go on meanwhile, and it may be stopped and started again. Nothing is deleted
    where the files are now.
    """
    here = origin or current_app.config["MEDIA_URL"]
    if url.rstrip("/") == here.rstrip("/"):
        raise click.ClickException("The files are there already.")
    credentials = current_app.config["MEDIA_CREDENTIALS"]
    try:
        source, target = storage_of(here, credentials), storage_of(url, credentials)
        became, damaged, size = _move_all(source, target, dry_run=dry_run)
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    would = "would be copied" if dry_run else "copied"
    click.echo(
        f"{plural(became[Became.COPIED], 'file', 'files')} {would} ({size / 1_000_000:,.1f} MB), "
        f"{became[Became.THERE]:,} there already, {became[Became.LEFT]:,} left out."
    )
    for name in damaged:
        click.echo(f"damaged  {name}  It is not what was uploaded, and was not copied.")
    if not dry_run:
        click.echo(
            f"Now set MEDIA_URL={url} and start Quire anew. Then run once more, for what came in "
            f"meanwhile: flask media move --from '{here}' '{url}'. At last: flask media check"
        )
    if damaged:
        sys.exit(1)


def _tell(finding: Finding, *, is_mended: bool) -> None:
    word = "mended" if is_mended else finding.wrong.value
    key = f"  media:{finding.key}" if finding.key else ""
    click.echo(f"{word:<9} {finding.name}{key}  {MEANINGS[finding.wrong]}")
    if finding.wrong in {Wrong.LOST, Wrong.DAMAGED} and finding.item_id is not None:
        for title in _titles(finding.item_id):
            click.echo(f"          It is used in “{title}”.")


def _titles(item_id: int) -> Iterator[str]:
    uses = uses_of(db.session(), [item_id])[item_id]
    end_reading()
    for use in uses:
        yield use.title or "Untitled"


def _conclude(found: Counter[Wrong], mended: int) -> None:
    if not found:
        click.echo("Everything is there, and whole.")
        return
    said = ", ".join(f"{found[wrong]:,} {wrong}" for wrong in Wrong if found[wrong])
    click.echo(f"{said}; {mended:,} mended.")
    if mended < found.total():
        sys.exit(1)


def _move_all(
    source: Storage, target: Storage, *, dry_run: bool
) -> tuple[Counter[Became], list[str], int]:
    """Move everything with a progress bar; return what became, the damaged names and the bytes."""
    quiet = not sys.stderr.isatty()
    total = 0 if quiet else sum(stored.size for stored in source.names())
    became: Counter[Became] = Counter()
    damaged, size = [], 0
    with click.progressbar(length=total, label="Copying", file=sys.stderr, hidden=quiet) as bar:
        for moved in moving.move(source, target, dry_run=dry_run):
            became[moved.became] += 1
            size += moved.stored.size if moved.became is Became.COPIED else 0
            damaged += _damaged(moved)
            bar.update(moved.stored.size)
    return became, damaged, size


def _damaged(moved: Moved) -> list[str]:
    return [moved.stored.name] if moved.became is Became.DAMAGED else []
