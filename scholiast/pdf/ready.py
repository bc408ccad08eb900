"""What a process imports that is to lay out pages, before it is asked to."""

from scholiast.pdf.quietly import quietly

with quietly():
    import scholiast.pdf.making  # noqa: F401
