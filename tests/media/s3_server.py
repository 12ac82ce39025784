"""A small object storage on loopback that speaks S3: enough of it to be written to and read.

It keeps objects in memory, checks the signature of every request as S3 does, and can be told
to answer with an error. Pages of lists are short, so that a few objects make several.
"""

import hashlib
import hmac
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Lock, Thread
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET = "quire-media"
REGION = "eu-north-1"
KEY, SECRET = "AKIDOFTHETESTS", "the secret of the tests"
PAGE = 3
SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>[^,]+), ?"
    r"SignedHeaders=(?P<headers>[^,]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass
class Object:
    data: bytes
    modified: datetime

    @cached_property
    def tag(self) -> str:
        return f'"{hashlib.md5(self.data).hexdigest()}"'


@dataclass
class Shelf:
    """What is stored, what was asked, and how the next requests are answered."""

    objects: dict[str, Object] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    # The status for every request, whatever it asks for; 0 hangs up without a word.
    refusing: int | None = None
    # How often it refuses before it is well again; None is always.
    refusals: int | None = None
    # How many answers with contents are to break off in the middle.
    broken: int = 0
    # The size of each body that arrived, which is what was sent at once.
    sizes: list[int] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    numbers: Iterator[int] = field(default_factory=count)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise the system waits with the contents until the headers are acknowledged.
    disable_nagle_algorithm = True
    shelf: Shelf

    def do_GET(self) -> None:
        self.respond()

    # The base class looks for a method of this name for each verb.
    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def respond(self) -> None:
        address = urlsplit(self.path)
        self.query = dict(parse_qsl(address.query, keep_blank_values=True))
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        bucket, _, self.key = unquote(address.path).removeprefix("/").partition("/")
        with self.shelf.lock:
            self.shelf.asked.append(f"{self.command} {self.path}")
            self.shelf.sizes.append(len(self.body))
            self.shelf.tokens.append(self.headers.get("x-amz-security-token"))
            self.shelf.ranges.append(self.headers.get("Range", ""))
            if self.shelf.refusing is not None:
                self.refuse(self.shelf.refusing)
            elif problem := self.wrong_signature():
                self.fail(403, problem)
            elif bucket != BUCKET:
                self.fail(404, "NoSuchBucket")
            else:
                self.route()

    def refuse(self, status: int) -> None:
        if self.shelf.refusals is not None:
            self.shelf.refusals -= 1
            self.shelf.refusing = status if self.shelf.refusals else None
        if status == 0:
            self.close_connection = True
        else:
            self.fail(status, "AccessDenied" if status == 403 else "InternalError")

    def route(self) -> None:
        if "uploads" in self.query or "uploadId" in self.query:
            getattr(self, f"{self.command.lower()}_parts")()
        elif self.query.get("list-type") == "2":
            self.list()
        else:
            getattr(self, f"{self.command.lower()}_object")()

    def put_object(self) -> None:
        made = Object(self.body, datetime.now(UTC))
        self.shelf.objects[self.key] = made
        self.send(200, headers={"ETag": made.tag})

    def delete_object(self) -> None:
        self.shelf.objects.pop(self.key, None)
        self.send(204)

    def head_object(self) -> None:
        self.get_object()

    def get_object(self) -> None:
        if (found := self.shelf.objects.get(self.key)) is None:
            return self.fail(404, "NoSuchKey")
        modified = found.modified.strftime("%a, %d %b %Y %H:%M:%S GMT")
        headers = {"ETag": found.tag, "Last-Modified": modified, "Accept-Ranges": "bytes"}
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if match is None:
            return self.send(200, found.data, headers)
        start, size = int(match[1]), len(found.data)
        end = min(int(match[2] or size - 1), size - 1)
        if start >= size:
            return self.fail(416, "InvalidRange")
        headers["Content-Range"] = f"bytes {start}-{end}/{size}"
        return self.send(206, found.data[start : end + 1], headers)

    def list(self) -> None:
        prefix = self.query.get("prefix", "")
        after = self.query.get("continuation-token") or self.query.get("start-after", "")
        names = sorted(n for n in self.shelf.objects if n.startswith(prefix) and n > after)
        page = names[:PAGE]
        more = len(names) > PAGE
        token = "<NextContinuationToken>{}</NextContinuationToken>"
        self.send_xml(
            "ListBucketResult",
            f"<Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix><KeyCount>{len(page)}</KeyCount>"
            f"<MaxKeys>{PAGE}</MaxKeys><IsTruncated>{str(more).lower()}</IsTruncated>"
            + (token.format(escape(page[-1])) if more else "")
            + "".join(map(self.entry, page)),
        )

    def entry(self, name: str) -> str:
        found = self.shelf.objects[name]
        return (
            f"<Contents><Key>{escape(name)}</Key><Size>{len(found.data)}</Size>"
            f"<LastModified>{found.modified.strftime('%Y-%m-%dT%H:%M:%S.000Z')}</LastModified>"
            f"<ETag>{escape(found.tag)}</ETag><StorageClass>STANDARD</StorageClass></Contents>"
        )

    def post_parts(self) -> None:
        if "uploads" in self.query:
            upload = f"upload-{next(self.shelf.numbers)}"
            self.shelf.parts[upload] = {}
            return self.send_xml(
                "InitiateMultipartUploadResult",
                f"<Bucket>{BUCKET}</Bucket><Key>{escape(self.key)}</Key>"
                f"<UploadId>{upload}</UploadId>",
            )
        parts = self.shelf.parts.pop(self.query["uploadId"])
        named = [int(n) for n in re.findall(rb"<PartNumber>(\d+)</PartNumber>", self.body)]
        assert named == sorted(parts), "every part, in order"
        made = Object(b"".join(parts[n] for n in named), datetime.now(UTC))
        self.shelf.objects[self.key] = made
        return self.send_xml(
            "CompleteMultipartUploadResult",
            f"<Bucket>{BUCKET}</Bucket><Key>{escape(self.key)}</Key><ETag>{made.tag}</ETag>",
        )

    def put_parts(self) -> None:
        self.shelf.parts[self.query["uploadId"]][int(self.query["partNumber"])] = self.body
        self.send(200, headers={"ETag": Object(self.body, datetime.now(UTC)).tag})

    def delete_parts(self) -> None:
        self.shelf.parts.pop(self.query["uploadId"], None)
        self.send(204)

    def fail(self, status: int, code: str) -> None:
        self.send_xml("Error", f"<Code>{code}</Code><Message>{code}</Message>", status)

    def send_xml(self, root: str, inner: str, status: int = 200) -> None:
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>{inner}</{root}>'
        self.send(status, text.encode(), {"Content-Type": "application/xml"})

    def send(self, status: int, data: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.write(data, breaking=status == 206)

    def write(self, data: bytes, *, breaking: bool) -> None:
        if breaking and self.shelf.broken:
            self.shelf.broken -= 1
            self.close_connection = True
            data = data[: len(data) // 2]
        self.wfile.write(data)

    def wrong_signature(self) -> str | None:
        """Return what is wrong with the signature, which covers the request and its body."""
        match = SIGNED.fullmatch(self.headers.get("Authorization", ""))
        digest = self.headers.get("x-amz-content-sha256", "")
        if match is None or match["key"] != KEY:
            return "InvalidAccessKeyId"
        if digest != hashlib.sha256(self.body).hexdigest():
            return "XAmzContentSHA256Mismatch"
        expected = signature(match["scope"], self.canonical(match["headers"], digest), self.date)
        matches = hmac.compare_digest(expected, match["signature"])
        return None if matches else "SignatureDoesNotMatch"

    @property
    def date(self) -> str:
        return self.headers["x-amz-date"]

    def canonical(self, names: str, digest: str) -> str:
        address = urlsplit(self.path)
        pairs = sorted(parse_qsl(address.query, keep_blank_values=True))
        query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in pairs)
        headers = "".join(f"{n}:{self.headers[n].strip()}\n" for n in names.split(";"))
        return f"{self.command}\n{address.path}\n{query}\n{headers}\n{names}\n{digest}"


def signature(scope: str, request: str, date: str) -> str:
    """Return the signature of a request as version 4 of AWS's scheme makes it."""
    key = f"AWS4{SECRET}".encode()
    for word in scope.split("/"):
        key = hmac.digest(key, word.encode(), "sha256")
    told = ("AWS4-HMAC-SHA256", date, scope, hashlib.sha256(request.encode()).hexdigest())
    return hmac.new(key, "\n".join(told).encode(), "sha256").hexdigest()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        # Who uploads may be killed in the middle, and who reads may have read enough.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serving() -> Iterator[Shelf]:
    """Serve an empty storage on a free port; `url` is what MEDIA_URL would be."""
    shelf = Shelf()
    handler = type("ShelfHandler", (Handler,), {"shelf": shelf})
    with Server(("127.0.0.1", 0), handler) as server:
        endpoint = quote(f"http://127.0.0.1:{server.server_address[1]}", safe="")
        shelf.url = f"s3://{BUCKET}/site?endpoint={endpoint}&region={REGION}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield shelf
        finally:
            server.shutdown()
            thread.join()
