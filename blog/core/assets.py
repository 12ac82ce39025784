"""Addresses of static files: each carries a digest of its content, so caches keep it for ever.

A stylesheet is written as a file per component and served as one, put together in memory
when the application starts.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    request,
    send_from_directory,
    url_for,
)

STYLESHEETS: dict[str, tuple[str, ...]] = {
    "reader": (
        "fonts.css",
        *(
            f"reader/{part}.css"
            for part in (
                "layers",
                "tokens",
                "base",
                "sheet",
                "masthead",
                "entries",
                "focus",
                "contents",
                "page-head",
                "post",
                "colophon",
                "prose-text",
                "prose-inline",
                "prose-lists",
                "prose-figures",
                "prose-asides",
                "prose-code",
                "prose-math",
                "prose-tables",
                "prose-embed",
                "prose-nested",
                "preferences",
                "print",
            )
        ),
    ),
    "desk": (
        "fonts.css",
        *(
            f"desk/{part}.css"
            for part in (
                "layers",
                "tokens",
                "base",
                "fields",
                "buttons",
                "status",
                "progress",
                "frame",
                "tabs",
                "list",
                "bulk",
                "panels",
                "messages",
                "popover",
                "bar",
                "writing",
                "tools",
                "picker",
                "arriving",
                "details",
                "preview",
                "cheatsheet",
                "publish",
                "conflict",
                "comparison",
                "history",
                "notes",
                "keys",
                "preview_links",
                "transfer",
                "library",
                "door",
                "preferences",
            )
        ),
    ),
    # What the cheat sheet adds to the reader's stylesheet, in the same layers.
    "cheatsheet": ("cheatsheet.css",),
}
FOR_EVER = "public, max-age=31536000, immutable"

bp = Blueprint("assets", __name__, url_prefix="/assets")


@dataclass
class Assets:
    """The stylesheets as bytes, and the digests of everything served from `static/`."""

    folder: Path
    stylesheets: dict[str, bytes] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    scripts: str = ""
    release: str = ""

    def load(self) -> None:
        for name, parts in STYLESHEETS.items():
            texts = [(self.folder / "css" / part).read_bytes() for part in parts]
            self.stylesheets[name] = b"\n".join(texts)
            self.digests[name] = _digest(self.stylesheets[name])
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                name = path.relative_to(self.folder).as_posix()
                self.digests[name] = _digest(path.read_bytes())
        scripts = {name: digest for name, digest in self.digests.items() if name.startswith("js/")}
        self.scripts = _digest(repr(scripts).encode())


def init_app(app: Flask) -> None:
    assets = Assets(Path(app.root_path) / "static")
    assets.load()
    # Pages change with the code and templates that make them, not only with their content.
    root = Path(app.root_path)
    sources = [*sorted(root.glob("templates/**/*.*")), *sorted(root.glob("blog/**/*.py"))]
    code = b"".join(path.read_bytes() for path in sources)
    assets.release = _digest(code + repr(assets.digests).encode())
    app.extensions["assets"] = assets
    app.register_blueprint(bp)
    app.add_template_global(asset_url)
    app.add_template_global(stylesheet_url)
    app.add_template_global(script_url)
    app.after_request(_keep_static)


def asset_url(filename: str) -> str:
    return url_for("static", filename=filename, v=_assets().digests[filename])


def stylesheet_url(name: str) -> str:
    return url_for("assets.stylesheet", name=name, digest=_assets().digests[name])


def script_url(filename: str) -> str:
    """Return the address of a module of `static/js/`.

    All of them have one digest in common, so that one module finds another beside it, and a
    browser never mixes those of two releases.
    """
    return url_for("assets.script", digest=_assets().scripts, filename=filename)


@bp.get("/<name>-<digest>.css")
def stylesheet(name: str, digest: str) -> Response:
    content = _assets().stylesheets.get(name)
    if content is None:
        abort(404)
    response = Response(content, mimetype="text/css")
    # An address of another release gets today's text, but nobody should keep it as that.
    if digest == _assets().digests[name]:
        response.headers["Cache-Control"] = FOR_EVER
    return response


@bp.get("/js-<digest>/<path:filename>")
def script(digest: str, filename: str) -> Response:
    response = send_from_directory(_assets().folder / "js", filename)
    current = digest == _assets().scripts
    response.headers["Cache-Control"] = FOR_EVER if current else "public, no-cache"
    return response


def _keep_static(response: Response) -> Response:
    # A font never changes under its name; other files are immutable when asked by digest.
    if request.endpoint == "static" and response.status_code in {200, 206, 304}:
        name = (request.view_args or {}).get("filename", "")
        asked = request.args.get("v", "")
        immutable = name.startswith("fonts/") or asked == _assets().digests.get(name)
        response.headers["Cache-Control"] = FOR_EVER if immutable else "public, max-age=300"
    return response


def _assets() -> Assets:
    assets: Assets = current_app.extensions["assets"]
    return assets


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]
