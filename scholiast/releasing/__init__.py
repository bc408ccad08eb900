"""Releases: a version of a book, strictly built and proved, with all that vouches for it."""

from scholiast.releasing.making import Asked, Outcome, release

__all__ = ["Asked", "Outcome", "release"]
