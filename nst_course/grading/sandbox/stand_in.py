"""Stands where `nst_course` stands in a notebook: in a worker there is nothing of the course but what is harmless."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any


class Nothing:
    """Whatever is asked of it, it does nothing."""

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
    """The function itself: it is graded as it is."""
    return function


def __getattr__(name: str) -> Any:
    if name == "costs":
        return import_module("nst_course.costs")
    if name == "STYLE_LAYERS":
        return import_module("nst_course.costs").STYLE_LAYERS
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing()
