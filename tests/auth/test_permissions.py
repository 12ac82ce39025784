"""The table of permissions, and the one that people read."""

from blog.auth.models import Role
from blog.auth.permissions import PERMISSIONS, Deed
from config import ROOT


def test_the_documents_say_what_the_code_does() -> None:
    lines = (ROOT / "docs" / "permissions.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    head, rule, *body = rows
    assert head == ["", *Role]
    assert set(rule) == {"---"}
    assert body == [
        [deed.value, *(PERMISSIONS[deed][role].value for role in Role)] for deed in Deed
    ]


def test_every_deed_says_something_of_every_role() -> None:
    assert set(PERMISSIONS) == set(Deed)
    assert all(set(row) == set(Role) for row in PERMISSIONS.values())
