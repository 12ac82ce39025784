"""The screens of the desk, a file per group. Importing one puts it on the blueprint."""

from blog.admin.views import (
    cheatsheet,
    dashboard,
    editor,
    lists,
    profile,
    publication,
    revisions,
    saves,
    transfer,
    trash,
)

SCREENS = (
    dashboard,
    lists,
    editor,
    cheatsheet,
    publication,
    revisions,
    saves,
    trash,
    transfer,
    profile,
)
