"""A network between a browser and a server that can be cut, also while a page is being closed.

What Playwright calls offline does not hold for what a page sends while it is closed.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from selectors import EVENT_READ, DefaultSelector
from threading import Condition, Thread

from tests.servers import Server

PIECE = 65_536
SECONDS = 60


class Cable:
    """Carries bytes to a server, and back, until it is cut."""

    def __init__(self, port: int, listener: socket.socket) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.is_cut = False
        self.refused = 0
        self.near: set[socket.socket] = set()
        self.news = Condition()

    def cut(self) -> None:
        """Break all connections. Nobody gets through from now on."""
        with self.news:
            self.is_cut = True
            for each in self.near:
                _shut(each)

    def mend(self) -> None:
        with self.news:
            self.is_cut = False

    def wait_for_refusal(self, known: int) -> None:
        """Wait until more than the known number did not get through."""
        with self.news:
            assert self.news.wait_for(lambda: self.refused > known, SECONDS)

    def listen(self, listener: socket.socket) -> None:
        """Carry what comes until the listener is shut."""
        carriers = []
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                carriers.append(Thread(target=self._serve, args=[near]))
                carriers[-1].start()
        for each in carriers:
            each.join(SECONDS)

    def _serve(self, near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", self.port)) as far, suppress(OSError):
            with self.news:
                if self.is_cut:
                    self.refused += 1
                    self.news.notify_all()
                    return
                self.near.add(near)
            try:
                _carry(near, far)
            finally:
                with self.news:
                    self.near.remove(near)


@contextmanager
def cable_to(server: Server) -> Iterator[Cable]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        cable = Cable(int(server.url.rpartition(":")[2]), listener)
        thread = Thread(target=cable.listen, args=[listener])
        thread.start()
        try:
            yield cable
        finally:
            _shut(listener)
            cable.cut()
            thread.join(SECONDS)


def _carry(near: socket.socket, far: socket.socket) -> None:
    """Carry bytes both ways until one side has no more to say."""
    other = {near: far, far: near}
    with DefaultSelector() as selector:
        for source, target in other.items():
            selector.register(source, EVENT_READ, target)
        while True:
            for key, _ in selector.select():
                assert isinstance(key.fileobj, socket.socket)
                piece = key.fileobj.recv(PIECE)
                if not piece:
                    return
                key.data.sendall(piece)


def _shut(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
