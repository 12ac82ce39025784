"""A real Nginx before a real server, with the settings that operators are given."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import ROOT
from tests.servers import Server, free_port, wait_for_end, with_us

SETTINGS = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{}}
http {{
    types {{}}
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {server};
            proxy_set_header Host $host;
        }}
        include {folder}/media.conf;
    }}
}}
"""


@contextmanager
def before(server: Server, media: Path, folder: Path) -> Iterator[str]:
    """Start Nginx before a server, with its folder of media; yield the address of Nginx."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("Nginx is not installed")
    port = free_port()
    given = (ROOT / "deploy" / "nginx-media.conf").read_text()
    assert "/srv/quire-media/" in given
    (folder / "media.conf").write_text(given.replace("/srv/quire-media/", f"{media}/"))
    settings = folder / "nginx.conf"
    settings.write_text(SETTINGS.format(folder=folder, port=port, server=server.url))
    process = subprocess.Popen(
        [*with_us(), nginx, "-c", str(settings), "-e", str(folder / "nginx-error.log")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_it_listens(process, folder / "nginx.pid")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_it_listens(process: subprocess.Popen[bytes], pid: Path) -> None:
    """It writes its process id once its sockets are there."""
    for _ in range(600):
        if pid.exists() and pid.read_text().strip():
            return
        assert not wait_for_end(process, 0.05), "Nginx did not start"
    raise AssertionError("Nginx did not start")
