"""Structured logs: one line an event, each with the id of its request."""

import logging
import re
import sys
from time import perf_counter
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

# Addresses below this one are secrets: each opens a draft.
PREVIEW = "/preview/"
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger("quire")


def init_app(app: Flask) -> None:
    _configure(json=app.config["LOG_JSON"], level=app.config["LOG_LEVEL"])
    app.before_request(_begin)
    app.after_request(_end)


def _configure(*, json: bool, level: str) -> None:
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    tracebacks: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info] if json else []
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *tracebacks,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Alembic tells every migration at "info"; the commands tell it in their own words.
    logging.getLogger("alembic").setLevel("WARNING")


def _begin() -> None:
    # A proxy may have named the request already; anything else is not worth logging.
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
    g.started = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _without_token(path: str) -> str:
    """Return a path as the log may have it: whoever reads a log is not shown the drafts."""
    return f"{PREVIEW}…" if path.startswith(PREVIEW) else path


def _end(response: Response) -> Response:
    started = g.get("started")
    if started is not None:
        # The query is left out: it may hold the token of the set-up link.
        log.info(
            "request",
            method=request.method,
            path=_without_token(request.path),
            status=response.status_code,
            ms=round((perf_counter() - started) * 1000, 1),
        )
    if "public" not in response.headers.get("Cache-Control", ""):
        response.headers["X-Request-ID"] = g.get("request_id", "")
    return response
