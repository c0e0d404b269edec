"""Who in a class wrote more alike than chance makes it: worth a look, never a verdict."""

from .groups import Group, alike_groups

__all__ = ["Group", "alike_groups"]
