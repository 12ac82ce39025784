"""A browser plays films from which it was taken out where they were taken."""

import pytest
from playwright.sync_api import expect

from tests.journeys.library import OpenLibrary, a_file, choose, details
from tests.media.films import HEIGHT, SECONDS, SECRET, WIDTH, telling_mp4, telling_webm

pytestmark = [pytest.mark.browser, pytest.mark.commits]

FILMS = {
    "harbour.mp4": telling_mp4(),
    "harbour.webm": telling_webm(),
    "recorded.webm": telling_webm(endless=True),
}
# Plays to the end; gives how long it was, how large, and whether the last picture was red at the
# upper left.
PLAYED = """async (film) => {
  film.muted = true;
  const ended = new Promise((resolve, reject) => {
    film.onended = resolve;
    film.onerror = () => reject(new Error(film.error.message));
  });
  await film.play();
  await ended;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [film.videoWidth, film.videoHeight];
  const paper = canvas.getContext("2d");
  paper.drawImage(film, 0, 0);
  const [red, green, blue] = paper.getImageData(5, 5, 1, 1).data;
  return [film.duration, ...[canvas.width, canvas.height], red > 200 && green + blue < 50];
}"""
TELLS = """async (film, secret) => {
  const bytes = await (await fetch(film.src)).arrayBuffer();
  return [bytes.byteLength, new TextDecoder("latin1").decode(bytes).includes(secret)];
}"""


@pytest.mark.parametrize("name", FILMS)
def test_it_plays_to_its_end(open_library: OpenLibrary, name: str) -> None:
    page = open_library()
    choose(page, a_file(name, FILMS[name]))
    # Where there was nothing, the first one is shown.
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    film = details(page).locator("video")
    assert film.evaluate(PLAYED) == [SECONDS, WIDTH, HEIGHT, True]
    assert film.evaluate(TELLS, SECRET.decode()) == [len(FILMS[name]), False]
