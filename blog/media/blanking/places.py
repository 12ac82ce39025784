"""Whether a recording or a film tells where it was taken, as telephones write it."""

from blog.media.blanking.webm import tags_of
from blog.media.inspection.boxes import inside, whole
from blog.media.inspection.formats import Data

PLACES = (b"\xa9xyz", b"loci", b"com.apple.quicktime.location.")
# In WebM the names of tags are in capitals as a rule.
TAGGED_PLACE = b"location"
MOST_WORDS, LONGEST_WORDS = 10, 1024 * 1024


def mp4_tells_place(data: Data) -> bool:
    file = whole(data)
    paths = [
        (*within, name)
        for within in ((b"moov",), (b"moov", b"trak"))
        for name in (b"udta", b"meta")
    ]
    said = [box for path in paths for box in inside(data, file, *path)]
    # Either has a few kilobytes; a large one has a cover in it.
    ends = [(box.start, min(box.end, box.start + LONGEST_WORDS)) for box in said[:MOST_WORDS]]
    return any(data.find(place, *span) >= 0 for place in PLACES for span in ends)


def webm_tells_place(data: Data) -> bool:
    tags = list(tags_of(data))[:MOST_WORDS]
    words = (data[each.start : min(each.end, each.start + LONGEST_WORDS)] for each in tags)
    return any(TAGGED_PLACE in said.lower() for said in words)
