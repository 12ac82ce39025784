"""The screens of the desk, a file per group. Importing one puts it on the blueprint."""

from blog.admin.views import (
    cheatsheet,
    dashboard,
    editor,
    lists,
    profile,
    publication,
    revisions,
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
    trash,
    transfer,
    profile,
)
