"""`flask site`: show and change what the owner decides."""

import click
from flask.cli import AppGroup

from blog.cli.database import needs_database
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import DomainError
from blog.core.forms import one_line
from blog.core.templating import plural
from blog.site.actions import SettingsChange, change_settings
from blog.site.queries import SiteSettings, read_site

group = AppGroup("site", help="Show and change the settings of the site.")


@group.command("show")
@needs_database
def show() -> None:
    """Show the settings of the site."""
    for name, value in _lines(read_site(db.session())):
        click.echo(f"{name:<18} {value}".rstrip())


@group.command("set")
@click.option("--title", help="The name of the paper.")
@click.option("--tagline", help='A line beneath it on the front page; "" for none.')
@click.option("--language", help="The language it is written in, such as en, de-AT or zh-Hant.")
@click.option("--time-zone", help="Where its days begin, such as Europe/Berlin, or UTC.")
@click.option(
    "--smart-punctuation/--no-smart-punctuation",
    default=None,
    help="Whether straight quotation marks, hyphens and dots become printed ones.",
)
@needs_database
def set_(
    title: str | None,
    tagline: str | None,
    language: str | None,
    time_zone: str | None,
    smart_punctuation: bool | None,
) -> None:
    """Change settings of the site; what is left out stays as it is."""
    change = SettingsChange(
        title=_tidy(title),
        tagline=_tidy(tagline),
        language=_tidy(language),
        time_zone=_tidy(time_zone),
        smart_punctuation=smart_punctuation,
    )
    if change == SettingsChange():
        raise click.UsageError("Say what to change, such as --title.")
    try:
        with write() as session:
            changed = change_settings(session, change, clock.now())
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    _tell(changed.names, changed.out_of_date)


def _tidy(value: str | None) -> str | None:
    return None if value is None else one_line(value)


def _lines(site: SiteSettings) -> list[tuple[str, str]]:
    return [
        ("Title", site.title),
        ("Tagline", site.tagline),
        ("Language", site.language),
        ("Time zone", site.time_zone),
        ("Smart punctuation", "on" if site.smart_punctuation else "off"),
        ("Set up", f"{site.set_up_at:%Y-%m-%d %H:%M} UTC" if site.set_up_at else "not yet"),
    ]


def _tell(names: frozenset[str], out_of_date: int) -> None:
    if not names:
        click.echo("It was so already: nothing changed.")
        return
    click.echo(f"Changed: {', '.join(sorted(name.replace('_', ' ') for name in names))}.")
    if out_of_date:
        posts = plural(out_of_date, "post", "posts")
        click.echo(f"Run flask --app wsgi posts render to bring {posts} up to date.")
