"""Replaces `nst_course` in a worker: the course's name is there, but only with what is harmless."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any


class Nothing:
    """An object that accepts any call or attribute and does nothing."""

    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments: Any, **named: Any) -> Nothing:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return ""


def yours(function: Callable[..., Any], name: str | None = None) -> Callable[..., Any]:
    """Returns the function itself, because it is graded as it is."""
    return function


def __getattr__(name: str) -> Any:
    if name == "costs":
        return import_module("nst_course.costs")
    if name == "STYLE_LAYERS":
        return import_module("nst_course.costs").STYLE_LAYERS
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing()
