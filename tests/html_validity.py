"""Judges pages with html-validate: its standard rules, and its judgement of structure."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
HTML_VALIDATE = HERE / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def html_errors(pages: dict[str, str], folder: Path) -> list[str]:
    """Return the errors in the HTML of pages, each page under a name that says which it is.

    One run judges all of them, because starting it takes longer than a page. The
    folder is an empty one, for the time of the test.
    """
    node = shutil.which("node")
    if node is None or not HTML_VALIDATE.exists():
        pytest.skip("html-validate is not installed; `make install` brings it when npm is there.")
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        names[str(path)] = name
    # Through a pipe, the end of a long report would be lost.
    report = folder / "report.json"
    command = [node, str(HTML_VALIDATE), "--config", str(HERE / "html-validate.cjs")]
    command += ["--formatter", f"json={report}", *names]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if not report.exists():
        raise RuntimeError(result.stderr)
    return [
        f"{names[page['filePath']]}:{error['line']}: {error['message']} ({error['ruleId']})"
        for page in json.loads(report.read_text(encoding="utf-8"))
        for error in page["messages"]
    ]
