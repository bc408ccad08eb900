"""What a process imports that is to lay out pages, before it is asked to."""

from scholiast.pdf.quietly import quietly

with quietly():
    from scholiast.pdf import making

making.known()  # it reads the source of what is changed in WeasyPrint, which takes a while
