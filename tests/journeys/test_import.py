"""A blog comes in at the desk, with script and without, as for somebody who never did it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from blog.core import clock
from tests.browser import OpenPage
from tests.conftest import bare_app
from tests.factories import Somebody, World
from tests.journeys.steps import dismiss, set_up
from tests.servers import Server, serving
from tests.transfer.archives import POST, Zip, a_blog
from tests.transfer.uploading import Clock, Uploads

pytestmark = [pytest.mark.browser, pytest.mark.commits]

NUMBER = 30


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    made = a_blog(NUMBER).add("old/broken.md", "---\ntitle: [\n---\n")
    place = tmp_path / "old blog.zip"
    place.write_bytes(made.bytes())
    return place


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_the_upload_to_the_report_and_out_again(
    server: Server, open_page: OpenPage, archive: Path, script: bool
) -> None:
    desk = open_page(javascript=script, base_url=server.url)
    set_up(desk, server.setup_link)
    dismiss(desk)
    desk.get_by_role("link", name="Import and export").click()
    upload(desk, archive)
    go_on(desk, "What would come in", script=script)
    expect(desk.get_by_role("row", name="broken.md")).to_contain_text("Left out")
    desk.get_by_role("button", name=f"Bring in {NUMBER} posts and pages").click()
    go_on(desk, "What came in", script=script)
    desk.get_by_role("link", name=re.compile("^Came in")).click()
    desk.get_by_role("link", name="posts/07.md").click()
    expect(desk.get_by_label("Title")).to_have_value("Post 7")
    desk.goto("/admin/transfer")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download the zip").click()
    assert re.fullmatch(r"low-water-\d{4}-\d\d-\d\d\.zip", download.value.suggested_filename)
    # The same once more has nothing to bring in.
    upload(desk, archive)
    go_on(desk, "What would come in", script=script)
    expect(desk.get_by_role("button", name=re.compile("^Bring in"))).to_have_count(0)


def upload(desk: Page, archive: Path) -> None:
    desk.get_by_label("Zip of the folder").set_input_files(archive)
    desk.get_by_role("button", name="Upload and read").click()
    desk.wait_for_url("**/admin/imports/*")


def go_on(desk: Page, heading: str, *, script: bool) -> None:
    """Wait until a script has gone on to a heading, or press the button until it is there."""
    if script:
        expect(desk.get_by_role("heading", level=1)).to_have_text(heading)
        return
    while desk.get_by_role("button", name="Go on").count():
        desk.get_by_role("button", name="Go on").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(heading)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_one_that_nobody_looked_at_goes_on(
    server: Server, open_page: OpenPage, tmp_path: Path, script: bool
) -> None:
    desk = open_page(javascript=script, base_url=server.url)
    set_up(desk, server.setup_link)
    world = World(bare_app(f"sqlite:///{tmp_path / 'quire.sqlite3'}", tmp_path))
    owner = Somebody(1, "Odile Farrow", "owner", "", "odile-farrow")
    imports = Uploads(world, owner, tmp_path / "imports", Clock(clock.now()))
    import_id = imports.start(a_blog(NUMBER))
    desk.goto(f"/admin/imports/{import_id}")
    go_on(desk, "What would come in", script=script)
    imports.apply(import_id)
    desk.goto(f"/admin/imports/{import_id}")
    go_on(desk, "What came in", script=script)
    assert imports.standing(import_id).to_bring_in == NUMBER


def test_a_script_measures_the_file_before_it_is_sent(tmp_path: Path, open_page: OpenPage) -> None:
    large = tmp_path / "large.zip"
    large.write_bytes(Zip().add("a.md", POST, compress_type=0).bytes() + bytes(2**20))
    with serving(tmp_path / "site", LARGEST_IMPORT="1") as server:
        desk = open_page(base_url=server.url)
        set_up(desk, server.setup_link)
        desk.goto("/admin/transfer")
        desk.get_by_label("Zip of the folder").set_input_files(large)
        desk.get_by_role("button", name="Upload and read").click()
        error = desk.locator("#archive-error")
        expect(error).to_have_text(re.compile("It has 2 MB, and 1 MB are the most."))
        expect(desk.get_by_label("Zip of the folder")).to_be_focused()
        expect(desk).to_have_url(re.compile("/admin/transfer$"))


def test_the_server_answers_what_is_too_large_without_script(
    tmp_path: Path, open_page: OpenPage
) -> None:
    large = tmp_path / "large.zip"
    large.write_bytes(bytes(12 * 2**20))
    with serving(tmp_path / "site", LARGEST_IMPORT="1") as server:
        desk = open_page(javascript=False, base_url=server.url)
        set_up(desk, server.setup_link)
        desk.goto("/admin/transfer")
        desk.get_by_label("Zip of the folder").set_input_files(large)
        desk.get_by_role("button", name="Upload and read").click()
        expect(desk.locator("#archive-error")).to_contain_text("It is larger than 1 MB.")
