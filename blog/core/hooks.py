"""Hooks: how an earlier feature asks later ones, without knowing them."""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Hook(Generic[P, T]):
    """A list of functions that later features register and an earlier one calls."""

    def __init__(self) -> None:
        # A dictionary keeps the order and lets the same function register twice
        # without being called twice, as when several applications are made.
        self._functions: dict[Callable[P, T], None] = {}

    def register(self, function: Callable[P, T]) -> Callable[P, T]:
        self._functions[function] = None
        return function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[T]:
        return [function(*args, **kwargs) for function in self._functions]
