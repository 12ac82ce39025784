"""What is read of settings and checked: each that cannot be so is told, and what to do about it."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_SECRET = 32
MAKE_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


class ConfigurationError(Exception):
    """The application cannot start so; the message says what to do."""


def site_host(url: str) -> tuple[str, str]:
    """Return scheme and host of SITE_URL, which has nothing more than these and a port."""
    try:
        address = urlsplit(url)
        more = (address.path.rstrip("/"), address.query, address.fragment, address.username)
        # Asking for the port finds one that is no number.
        usable = more == ("", "", "", None) and address.port != 0
    except ValueError:
        usable = False
    if not usable or address.scheme not in {"http", "https"} or not address.hostname:
        raise ConfigurationError(
            f"SITE_URL is not an address: {url!r}. Write its scheme and host and "
            "nothing more, such as https://example.org."
        )
    return address.scheme, address.hostname


def host_name(name: str) -> str:
    """Return a name as a browser sends it in the Host header."""
    if ":" in name:
        return f"[{name.strip('[]')}]"
    try:
        return name.lower().encode("idna").decode("ascii")
    except UnicodeError:
        raise ConfigurationError(f"{name!r} is not the name of a host.") from None


def local_url(host: str, port: str) -> str:
    shown = "localhost" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared only
    shown = f"[{shown}]" if ":" in shown else shown
    # A port that is none is told by the command that would use it.
    usable = port.isascii() and port.isdigit() and 0 < int(port) < 65536
    return f"http://{shown}:{port}" if usable else f"http://{shown}"


def with_driver(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:", "postgresql+psycopg://")):
        raise ConfigurationError(
            "DATABASE_URL must begin with postgresql:// or sqlite:///, the two databases "
            "that Quire knows."
        )
    return url


def secret_of(instance: Path, *, make: bool) -> str:
    """Return the secret in the instance folder; make one, if asked, that its owner may read."""
    path = instance / "secret-key"
    try:
        if make and not path.exists():
            instance.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48) + "\n")
        return path.read_text().strip()
    except FileExistsError:
        return path.read_text().strip()
    except FileNotFoundError:
        raise ConfigurationError(
            f"There is no secret key. Make one with: {MAKE_SECRET}, and set it as SECRET_KEY "
            f"or write it to {path}, readable by its owner only."
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"The folder {instance} cannot be written or read ({error.strerror}). "
            "Give it to the user who runs Quire, or set INSTANCE_PATH to another one."
        ) from None


def check_secret(secret: str) -> None:
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 12:
        raise ConfigurationError(
            f"SECRET_KEY is too weak: it needs at least {SHORTEST_SECRET} characters that "
            f"nobody can guess. Make one with: {MAKE_SECRET}."
        )
