"""Mistakes."""
MISTAKES = ()
