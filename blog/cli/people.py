"""`flask people`: add somebody, set a password."""

import re

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from blog.auth import actions, queries
from blog.auth.models import Person, Role
from blog.auth.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, hash_password
from blog.cli.database import needs_database
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import DomainError
from blog.core.forms import one_line

group = AppGroup("people", help="Add people and set their passwords.")

ROLES = [role.value for role in Role if role is not Role.OWNER]


@group.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")
@click.option("--name", help="Their name as readers see it. Otherwise made from the address.")
@click.password_option(help="At least 12 characters. Asked for when left out.")
@needs_database
def add(email: str, role: str, name: str | None, password: str) -> None:
    """Add somebody with EMAIL who may sign in."""
    change = actions.NewPerson(
        name=one_line(name) or _name_from(email),
        email=_checked_email(email),
        role=Role(role),
        password_hash=hash_password(_checked_password(password)),
    )
    try:
        with write() as session:
            actions.add_person(session, change, clock.now())
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{change.email} may sign in as {role}.")


@group.command("set-password")
@click.argument("email")
@click.password_option(help="At least 12 characters. Asked for when left out.")
@needs_database
def set_password(email: str, password: str) -> None:
    """Set the password of the person with EMAIL and sign them out everywhere."""
    hashed = hash_password(_checked_password(password))
    person = queries.person_by_email(db.session(), email)
    if person is None:
        raise click.ClickException(f"Nobody here has the address {email}.")
    person_id = person.id
    with write() as session:
        actions.set_password(session, session.get_one(Person, person_id), hashed, keep=None)
    click.echo(f"The password of {email} is set. They are signed out everywhere.")


def _name_from(email: str) -> str:
    """Guess a name, such as "Odile Farrow" from odile.farrow@example.org."""
    words = re.split(r"[._+-]+", email.partition("@")[0])
    return " ".join(word.capitalize() for word in words if word)


def _checked_email(email: str) -> str:
    try:
        return str(validate_email(email, check_deliverability=False).normalized)
    except EmailNotValidError as error:
        raise click.ClickException(f"{email} is not an email address: {error}") from None


def _checked_password(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise click.ClickException(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."
        )
    return password
