"""Commands: no rules."""

from flask import Flask

from blog.cli import people, serve


def init_app(app: Flask) -> None:
    app.cli.add_command(people.group)
    app.cli.add_command(serve.serve)
    app.cli.add_command(serve.setup_link)
