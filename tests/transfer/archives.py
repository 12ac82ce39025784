"""Zips as people make them, and as nobody should."""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

POST = "---\ntitle: {}\ndate: 2024-03-01\n---\nBody\n"


@dataclass
class Zip:
    """A zip in the making."""

    entries: list[tuple[zipfile.ZipInfo, bytes]] = field(default_factory=list)

    def add(self, name: str, content: str | bytes | None = None, **attributes: Any) -> "Zip":
        """Add a file, a post of that title unless told otherwise; attributes are of ZipInfo."""
        info = zipfile.ZipInfo(name, (2024, 3, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o100644 << 16
        for attribute, value in attributes.items():
            setattr(info, attribute, value)
        data = POST.format(name) if content is None else content
        self.entries.append((info, data.encode() if isinstance(data, str) else data))
        return self

    def bytes(self) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for info, data in self.entries:
                archive.writestr(info, data, info.compress_type)
        return file.getvalue()

    def file(self) -> io.BytesIO:
        return io.BytesIO(self.bytes())


def a_blog(number: int = 3) -> Zip:
    made = Zip()
    for each in range(number):
        made.add(f"blog/posts/{each:02}.md", POST.format(f"Post {each}"))
    return made
