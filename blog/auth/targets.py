"""Where a form or a sign-in leads: never away from this site."""

from flask import url_for


def safe_target(target: str | None) -> str:
    """Return a path on this site to go to; the desk for anything else.

    Browsers read a backslash as a slash and drop control characters, so `/\\evil.example`
    and a tab between two slashes lead away as `//evil.example` does.
    """
    target = target or ""
    local = target.startswith("/") and not target.startswith("//")
    clean = "\\" not in target and target.isprintable()
    return target if local and clean else url_for("admin.dashboard")
