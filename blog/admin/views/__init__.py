"""The screens of the desk, a file per group. Importing one puts it on the blueprint."""

from blog.admin.views import (
    bulk,
    cheatsheet,
    dashboard,
    editor,
    lists,
    page_order,
    previews,
    profile,
    publication,
    revisions,
    saves,
    tags,
    tags_bulk,
    transfer,
    trash,
    workflow,
)

SCREENS = (
    dashboard,
    lists,
    page_order,
    bulk,
    editor,
    previews,
    cheatsheet,
    publication,
    revisions,
    saves,
    trash,
    tags,
    tags_bulk,
    transfer,
    workflow,
    profile,
)
