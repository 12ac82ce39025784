"""Commands as somebody runs them at a terminal."""

import os
import pty
import subprocess
from pathlib import Path

from config import ROOT
from tests.servers import FLASK, SECONDS_TO_START, environment


def flask_at_a_terminal(
    folder: Path, *arguments: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end. Its errors are what the terminal showed."""
    ours, theirs = pty.openpty()
    command = [str(FLASK), "--app", "wsgi", *arguments]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(folder, TERM="xterm", **settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    output, _ = process.communicate(timeout=SECONDS_TO_START)
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    return subprocess.CompletedProcess(command, process.returncode, output, shown)
