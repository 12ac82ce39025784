"""What a command says when the database cannot be used."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from blog.core.database import db
from blog.site.models import Site

P = ParamSpec("P")
T = TypeVar("T")


def needs_database(command: Callable[P, T]) -> Callable[P, T]:
    """Make one sentence of what goes wrong between a command and the database."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except DBAPIError as error:
            raise click.ClickException(_sentence(error)) from None

    return told


def _sentence(error: DBAPIError) -> str:
    where = db.engine.url.render_as_string(hide_password=True)
    if _has_no_tables():
        return f"The database {where} has no tables yet. Make them: flask --app wsgi db upgrade"
    reason = " ".join(str(error.orig).split())
    return f"The database {where} cannot be used: {reason}"


def _has_no_tables() -> bool:
    try:
        return not inspect(db.engine).has_table(Site.__tablename__)
    except DBAPIError:
        return False
