"""Where files are kept, as a setting names it: a folder, or a bucket of object storage."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from blog.core.settings import ConfigurationError

INSTALL_S3 = "deploy/prepare requirements-s3.txt"


@dataclass(frozen=True)
class Bucket:
    """Where files are in object storage: the names of its objects begin with the prefix."""

    name: str
    prefix: str
    endpoint: str
    region: str


@dataclass(frozen=True)
class Credentials:
    """What opens a bucket. The token is empty unless the key is a temporary one."""

    key: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


def local_media(instance: Path) -> str:
    """Return the MEDIA_URL of an installation that names none."""
    return (instance / "media").absolute().as_uri()


def media_place(url: str) -> Path | Bucket:
    """Return the folder or the bucket that a MEDIA_URL names.

    Raises:
        ConfigurationError: it names none.
    """
    try:
        address = urlsplit(url)
        # Asking for the port finds one that is no number.
        plain = (address.fragment, address.username, address.port) == ("", None, None)
    except ValueError:
        plain = False
    if plain and address.scheme == "file":
        path = unquote(address.path)
        if address.netloc in {"", "localhost"} and not address.query and path.startswith("/"):
            return Path(path)
    elif plain and address.scheme == "s3" and (bucket := _bucket(address)) is not None:
        return bucket
    raise ConfigurationError(
        f"MEDIA_URL is {url!r}. Write file: and the whole path of a folder, such as "
        "file:/srv/quire/media, or s3://BUCKET/PREFIX?endpoint=ADDRESS&region=REGION."
    )


def _bucket(address: SplitResult) -> Bucket | None:
    more = dict(parse_qsl(address.query, keep_blank_values=True))
    region = more.pop("region", "us-east-1")
    endpoint = more.pop("endpoint", f"https://s3.{region}.amazonaws.com").rstrip("/")
    prefix = unquote(address.path).strip("/")
    usable = (
        re.fullmatch(r"[\w.-]+", address.netloc, re.ASCII)
        and re.fullmatch(r"(?:[\w.-]+(?:/[\w.-]+)*)?", prefix, re.ASCII)
        and not {".", ".."} & {*prefix.split("/")}
        and re.fullmatch(r"[a-z0-9-]+", region)
        and re.fullmatch(r"https?://[\w.:\[\]-]+(?:/[\w./-]*)?", endpoint, re.ASCII)
    )
    return Bucket(address.netloc, prefix, endpoint, region) if usable and not more else None
