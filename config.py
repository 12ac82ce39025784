"""Configuration. The only file that reads the environment; every name is in docs/operating.md."""

import os
import re
import secrets
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from environs import Env, EnvError

from blog.core.places import INSTALL_S3, Bucket, Credentials, local_media, media_place
from blog.core.settings import (
    ConfigurationError,
    check_secret,
    host_name,
    local_url,
    secret_of,
    site_host,
    with_driver,
)

ROOT = Path(__file__).resolve().parent
MEBIBYTE = 1024 * 1024


class Config:
    """What every configuration has. Subclasses say where each value comes from."""

    DEBUG = False
    TESTING = False
    SITE_URL: str
    HOST = "127.0.0.1"
    PORT = "8000"
    SECRET_KEY: str
    SQLALCHEMY_DATABASE_URI: str
    INSTANCE_PATH: Path
    LOG_JSON = True
    LOG_LEVEL = "INFO"

    # A request may be larger than the text in it, so that a text that is too long comes
    # back in the page with an error beside it instead of being cut off at the door.
    MAX_CONTENT_LENGTH = 8 * MEBIBYTE
    MAX_FORM_MEMORY_SIZE = 8 * MEBIBYTE
    MAX_FORM_PARTS = 1000
    # Whoever may bring a blog in may send it as one file. What uWSGI lets through must be more.
    LARGEST_IMPORT = 256 * MEBIBYTE

    # Where pictures and files are kept, and what opens that when it is object storage.
    MEDIA_URL: str
    MEDIA_CREDENTIALS: Credentials | None = None
    # The address that Nginx keeps to itself and serves local files at; empty without Nginx.
    MEDIA_ACCEL = ""
    # An image, and any other file, in bytes. What uWSGI lets through must be more.
    LARGEST_IMAGE = 20 * MEBIBYTE
    LARGEST_FILE = 200 * MEBIBYTE
    # Pixels of a frame and frames of an image, both asked before it is decoded.
    MOST_PIXELS = 60_000_000
    MOST_FRAMES = 500

    # A form lives as long as the session it was made in: people write for hours.
    WTF_CSRF_TIME_LIMIT = None
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    # How long a session lasts, and how long on a device that is to stay signed in.
    SESSION_LIFETIME = timedelta(days=1)
    PERMANENT_SESSION_LIFETIME = timedelta(days=90)
    # Flask would send the cookie of such a device again with every answer, public pages too,
    # and a shared cache would hand it on.
    SESSION_REFRESH_EACH_REQUEST = False

    # Memory in KiB, passes and lanes of argon2id: RFC 9106, second recommended option.
    PASSWORD_HASH = (65536, 3, 4)

    def __init__(self) -> None:
        """Derive what follows from the address of the site."""
        scheme, host = site_host(self.SITE_URL)
        secure = scheme == "https"
        self.SITE_URL = self.SITE_URL.rstrip("/")
        self.PREFERRED_URL_SCHEME = scheme
        self.SESSION_COOKIE_SECURE = secure
        self.SESSION_COOKIE_NAME = "__Host-quire" if secure else "quire"
        self.ALLOWED_HOSTS = [host_name(name) for name in (host, *self._more_hosts())]

    def _more_hosts(self) -> list[str]:
        return []

    def _read_media(self, env: Env) -> None:
        self.MEDIA_URL = env.str("MEDIA_URL", "") or local_media(self.INSTANCE_PATH)
        self.MEDIA_CREDENTIALS = _credentials(env)
        self.MEDIA_ACCEL = env.str("MEDIA_ACCEL", "")
        _check_media(self.MEDIA_URL, self.MEDIA_CREDENTIALS, self.MEDIA_ACCEL)
        self.LARGEST_IMAGE = MEBIBYTE * _at_least_one(
            env, "LARGEST_IMAGE", self.LARGEST_IMAGE // MEBIBYTE, "mebibytes an image may have"
        )
        self.LARGEST_FILE = MEBIBYTE * _at_least_one(
            env, "LARGEST_FILE", self.LARGEST_FILE // MEBIBYTE, "mebibytes any other file may have"
        )
        self.MOST_PIXELS = 1_000_000 * _at_least_one(
            env, "MOST_PIXELS", self.MOST_PIXELS // 1_000_000, "million pixels an image may have"
        )
        self.MOST_FRAMES = _at_least_one(
            env, "MOST_FRAMES", self.MOST_FRAMES, "frames an animation may have"
        )


class DevelopmentConfig(Config):
    """For `make run`: makes what is missing, and says so to nobody but the log."""

    LOG_JSON = False

    def __init__(self) -> None:
        env = Env()
        self._env = env
        self.HOST, self.PORT = _listen(env)
        self.SITE_URL = env.str("SITE_URL", "") or local_url(self.HOST, self.PORT)
        self.INSTANCE_PATH = Path(env.str("INSTANCE_PATH", str(ROOT / "instance"))).resolve()
        self.SQLALCHEMY_DATABASE_URI = database_url(env, self.INSTANCE_PATH)
        self.LARGEST_IMPORT = _largest_import(env)
        self._read_media(env)
        self.SECRET_KEY = env.str("SECRET_KEY", "") or secret_of(self.INSTANCE_PATH, make=True)
        check_secret(self.SECRET_KEY)
        super().__init__()

    def _more_hosts(self) -> list[str]:
        return ["localhost", "127.0.0.1", "[::1]", *_more_hosts(self._env)]


class ProductionConfig(Config):
    """For a server behind Nginx: nothing is guessed, a missing or weak secret stops it."""

    def __init__(self) -> None:
        env = Env()
        self._env = env
        self.HOST, self.PORT = _listen(env)
        try:
            self.SITE_URL = env.str("SITE_URL")
        except EnvError:
            raise ConfigurationError(
                "SITE_URL is not set. Set it to the address of the site, "
                "such as https://example.org."
            ) from None
        self.INSTANCE_PATH = Path(env.str("INSTANCE_PATH", str(ROOT / "instance"))).resolve()
        self.SQLALCHEMY_DATABASE_URI = database_url(env, self.INSTANCE_PATH)
        self.LARGEST_IMPORT = _largest_import(env)
        self._read_media(env)
        self.SECRET_KEY = env.str("SECRET_KEY", "") or secret_of(self.INSTANCE_PATH, make=False)
        check_secret(self.SECRET_KEY)
        super().__init__()

    def _more_hosts(self) -> list[str]:
        return _more_hosts(self._env)


class TestingConfig(Config):
    """For tests: a database that they made, hashing as cheap as argon2 allows."""

    TESTING = True
    LOG_LEVEL = "ERROR"
    PASSWORD_HASH = (8, 1, 1)

    def __init__(self, database: str, instance: Path, site_url: str = "http://localhost") -> None:
        self.SITE_URL = site_url
        self.SQLALCHEMY_DATABASE_URI = with_driver(database)
        self.INSTANCE_PATH = instance
        self.MEDIA_URL = local_media(instance)
        self.SECRET_KEY = secrets.token_urlsafe(48)
        super().__init__()


CONFIGURATIONS = {"development": DevelopmentConfig, "production": ProductionConfig}


def from_environment() -> Config:
    """Return the configuration that QUIRE_ENV names; production when it names none."""
    name = os.environ.get("QUIRE_ENV", "production")
    if name not in CONFIGURATIONS:
        raise ConfigurationError(
            f"QUIRE_ENV is {name!r}, which is none of {', '.join(CONFIGURATIONS)}."
        )
    try:
        return CONFIGURATIONS[name]()
    except EnvError as error:
        raise ConfigurationError(f"The environment cannot be read: {error}.") from None


def _listen(env: Env) -> tuple[str, str]:
    """Return where `flask serve` listens. The command says what is wrong with it."""
    return env.str("HOST", Config.HOST), env.str("PORT", Config.PORT)


def _largest_import(env: Env) -> int:
    usual = Config.LARGEST_IMPORT // MEBIBYTE
    wanted = "mebibytes a blog may have that is uploaded"
    return MEBIBYTE * _at_least_one(env, "LARGEST_IMPORT", usual, wanted)


def _at_least_one(env: Env, name: str, usual: int, wanted: str) -> int:
    number: int = env.int(name, usual)
    if number < 1:
        raise ConfigurationError(f"{name} is {number}. Write how many {wanted}, such as {usual}.")
    return number


def _credentials(env: Env) -> Credentials | None:
    key, secret = env.str("AWS_ACCESS_KEY_ID", ""), env.str("AWS_SECRET_ACCESS_KEY", "")
    return Credentials(key, secret, env.str("AWS_SESSION_TOKEN", "")) if key and secret else None


def _check_media(url: str, credentials: Credentials | None, accel: str) -> None:
    in_bucket = isinstance(media_place(url), Bucket)
    if in_bucket and credentials is None:
        raise ConfigurationError(
            "MEDIA_URL names object storage, and what opens it is not set. Set AWS_ACCESS_KEY_ID "
            "and AWS_SECRET_ACCESS_KEY."
        )
    if in_bucket and find_spec("obstore") is None:
        raise ConfigurationError(
            "MEDIA_URL names object storage, and the package for that is not installed. "
            f"Install it with: {INSTALL_S3}"
        )
    if accel and in_bucket:
        raise ConfigurationError(
            "MEDIA_ACCEL is for files in a folder, and MEDIA_URL names object storage. "
            "Set one of the two."
        )
    if accel and not re.fullmatch(r"/(?:[\w.-]+/)+", accel, re.ASCII):
        raise ConfigurationError(
            f"MEDIA_ACCEL is {accel!r}. Write the path of the location in Nginx, from slash to "
            "slash, such as /protected-media/."
        )


def _more_hosts(env: Env) -> list[str]:
    names: list[str] = env.list("ALLOWED_HOSTS", [])
    return [name.strip() for name in names if name.strip()]


def database_url(env: Env, instance: Path) -> str:
    url = env.str("DATABASE_URL", "")
    return with_driver(url) if url else f"sqlite:///{instance / 'quire.sqlite3'}"
