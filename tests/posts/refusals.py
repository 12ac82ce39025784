"""How a deed is refused."""

from collections.abc import Callable

import pytest

from blog.core.errors import FieldError


def refused(deed: Callable[[], object]) -> str:
    """Return the field at which a deed was refused."""
    with pytest.raises(FieldError) as error:
        deed()
    return error.value.field
