"""Work on the notes of a manuscript: list them, move them between files, give them other labels.

`listing` looks; `extracting`, `inlining` and `renaming` return `Changes`, which were tried on a
copy and proved to leave the book as it was; only `scholiast.saving` writes them.
"""
