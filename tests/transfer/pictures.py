"""What a test sees of the library that a folder came into."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from sqlalchemy import select

from blog.media.models import MediaItem
from blog.posts.models import Revision
from blog.posts.queries import head_of
from blog.transfer.models import Result, SourceFile
from blog.transfer.plan import Outcome
from tests.transfer.folders import Folder


@dataclass(frozen=True)
class Shelf:
    """A folder with pictures, and the library that they come into."""

    folder: Folder

    def picture(self, path: str, colour: str = "teal", kind: str = "PNG") -> bytes:
        """Put a picture into the folder; each colour is a file of its own."""
        content = picture_of(colour, kind)
        self.folder.write_bytes(path, content)
        return content

    def items(self) -> dict[str, MediaItem]:
        """Return what is in the library, by name."""
        with self.folder.world.reading() as session:
            return {item.name: item for item in session.scalars(select(MediaItem))}

    def item(self) -> MediaItem:
        (item,) = self.items().values()
        return item

    def rows(self) -> dict[str, SourceFile]:
        with self.folder.world.reading() as session:
            return {row.path: row for row in session.scalars(select(SourceFile))}

    def head(self, path: str) -> Revision:
        with self.folder.world.reading() as session:
            return head_of(session, self.folder.post(path))

    def one(self, result: Result = Result.MADE, **how: object) -> Outcome:
        """Bring the folder in, which has one text."""
        (outcome,) = self.folder.run(**how)
        assert (outcome.result, outcome.reason) == (result, "")
        return outcome


def picture_of(colour: str, kind: str = "PNG") -> bytes:
    target = BytesIO()
    Image.new("RGB", (40, 30), colour).save(target, kind)
    return target.getvalue()
