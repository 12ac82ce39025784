"""`flask serve`: bring the database up to date, say where the site is, become the server."""

import os
import socket
import sys
from errno import EADDRNOTAVAIL
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from blog.auth.views import setup_token
from blog.cli.database import needs_database
from blog.core.database import db
from blog.core.templating import site_url

# The server starts a worker beside itself, and again when it ends. Its path is not written
# here: a comma in the name of a folder would end the command.
WORKER = 'exec "$QUIRE_FLASK" --app wsgi outbox work --attached'


@click.command("serve")
@with_appcontext
@needs_database
def serve() -> NoReturn:
    """Serve the site with uWSGI on HOST and PORT, as `make run` does."""
    host, port = current_app.config["HOST"], current_app.config["PORT"]
    _check_free(host, port)
    upgrade()
    click.echo(f"Quire is at {site_url('/')}")
    _tell_setup_link()
    click.echo("Press Ctrl-C to stop.")
    sys.stdout.flush()
    db.engine.dispose()
    uwsgi = Path(sys.executable).with_name("uwsgi")
    settings = Path(current_app.root_path) / "deploy" / "uwsgi.ini"
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # The server takes the place of this process: a signal reaches it and nothing is left
    # over. A closed terminal ends it too, which uWSGI would take for a wish to reload.
    arguments = ["--ini", str(settings), "--http-socket", listen, "--exit-on-reload"]
    arguments += ["--env", f"TMPDIR={_temporary_folder()}"]
    arguments += ["--env", f"QUIRE_FLASK={Path(sys.executable).with_name('flask')}"]
    arguments += ["--attach-daemon2", f"cmd={WORKER},stopsignal=15,reloadsignal=15"]
    os.execv(uwsgi, [str(uwsgi), *arguments])


def _temporary_folder() -> Path:
    """Return where uploads wait while they arrive: on the disk, since many a /tmp is memory."""
    folder = Path(current_app.instance_path) / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@click.command("setup-link")
@with_appcontext
@needs_database
def setup_link() -> None:
    """Print the link that opens the set-up, until somebody has used it."""
    if not _tell_setup_link():
        click.echo("This site is set up. People sign in at " + site_url("/auth/sign-in"))


def _tell_setup_link() -> bool:
    token = setup_token()
    if token is None:
        return False
    click.echo(f"Set it up here (the link works once): {site_url('/setup')}?token={token}")
    return True


def _check_free(host: str, port: str) -> None:
    """Refuse a port that is none, or that something else listens on."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise click.ClickException(f"PORT={port} is not a port. Choose one from 1 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, int(port), type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        raise click.ClickException(
            f"Port {port} may only be used by the system. Choose one above 1023: PORT=8001 make run"
        ) from None
    except socket.gaierror:
        raise click.ClickException(f"HOST={host} is not an address of this machine.") from None
    except OSError as error:
        if error.errno == EADDRNOTAVAIL:
            raise click.ClickException(f"HOST={host} is not an address of this machine.") from None
        raise click.ClickException(
            f"Something else is using port {port} of {host}. "
            "Stop it, or choose another port: PORT=8001 make run"
        ) from None
