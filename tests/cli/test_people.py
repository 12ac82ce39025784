"""`flask people`: adding somebody and setting a password."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from blog.auth.models import Person
from tests.factories import PASSWORD, World


@pytest.fixture(autouse=True)
def _set_up(world: World) -> None:
    world.set_up()


def run(app: Flask, *arguments: str, given: str | None = None) -> Result:
    return app.test_cli_runner().invoke(args=["people", *arguments], input=given)


def add(app: Flask, email: str, *more: str, role: str = "author") -> Result:
    return run(app, "add", email, "--role", role, "--password", PASSWORD, *more)


class TestAdding:
    @pytest.mark.parametrize("role", ["contributor", "author", "editor", "admin"])
    def test_somebody_may_sign_in_with_their_role(self, world: World, role: str) -> None:
        result = add(world.app, "Anna@Example.org", "--name", "Anna Holm", role=role)
        assert (result.exit_code, result.output) == (
            0,
            f"Anna@example.org may sign in as {role}.\n",
        )
        with world.reading() as session:
            person = session.scalars(select(Person).where(Person.handle == "anna-holm")).one()
            assert (person.email, person.role) == ("anna@example.org", role)

    def test_the_password_is_asked_for_twice_and_not_shown(self, world: World) -> None:
        result = run(
            world.app,
            "add",
            "anna@example.org",
            "--role",
            "author",
            given=f"{PASSWORD}\n{PASSWORD}\n",
        )
        assert result.exit_code == 0
        assert PASSWORD not in result.output

    @pytest.mark.parametrize(
        ("email", "more", "told"),
        [
            ("odile@example.org", (), "belongs to somebody here already"),
            ("ODILE@example.org", (), "belongs to somebody here already"),
            ("odile@", (), "odile@ is not an email address"),
            ("anna@example.org", ("--password", "short"), "A password has 12 to 1000 characters."),
            ("anna@example.org", ("--role", "owner"), "'owner' is not one of"),
            ("anna@example.org", ("--role", "king"), "'king' is not one of"),
        ],
    )
    def test_what_will_not_do_is_said_in_a_sentence(
        self, world: World, email: str, more: tuple[str, ...], told: str
    ) -> None:
        result = add(world.app, email, *more)
        assert result.exit_code in {1, 2}
        assert told in result.output
        assert "Traceback" not in result.output
        with world.reading() as session:
            assert len(session.scalars(select(Person)).all()) == 1


class TestSettingAPassword:
    def test_signs_that_person_out_everywhere_and_nobody_else(self, world: World) -> None:
        author, other = world.person(), world.person()
        client, theirs = world.sign_in(author), world.sign_in(other)
        new = "a lighthouse in a drawer"
        result = run(world.app, "set-password", author.email.upper(), "--password", new)
        assert result.exit_code == 0
        assert "signed out everywhere" in result.output
        assert client.get("/admin/").status_code == 302
        assert theirs.get("/admin/").status_code == 200
        world.sign_in_with(author, new)

    @pytest.mark.parametrize(
        ("email", "password", "told"),
        [
            ("nobody@example.org", PASSWORD, "Nobody here has the address nobody@example.org."),
            ("odile@example.org", "short", "A password has 12 to 1000 characters."),
        ],
    )
    def test_what_will_not_do_is_said_in_a_sentence(
        self, world: World, email: str, password: str, told: str
    ) -> None:
        result = run(world.app, "set-password", email, "--password", password)
        assert result.exit_code == 1
        assert told in result.output
