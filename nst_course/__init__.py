"""Neural style transfer to learn, teach and enjoy (Gatys, Ecker & Bethge 2015)."""

__version__ = "0.1.0"
