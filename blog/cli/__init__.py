"""Commands: no rules."""

from flask import Flask

from blog.cli import media, outbox, people, posts, serve, site, transfer


def init_app(app: Flask) -> None:
    app.cli.add_command(media.group)
    app.cli.add_command(outbox.group)
    app.cli.add_command(people.group)
    app.cli.add_command(posts.group)
    app.cli.add_command(site.group)
    app.cli.add_command(transfer.group)
    app.cli.add_command(serve.serve)
    app.cli.add_command(serve.setup_link)
