"""Rules on releases: what a version of a book must be before it can be given away."""

from scholiast.diagnostics import Rule, Severity

NO_VERSION = Rule(
    "D001",
    "release-without-version",
    Severity.ERROR,
    """\
A release has a version, and `book.yaml` names none.

```yaml
version: 1.0.0
```

It names the folder in `dist/` that holds the release, and the tag of the tree that it was made of.
Letters, digits, dots, `+`, `_` and hyphens may stand in it.""",
)
EXISTS = Rule(
    "D002",
    "release-exists",
    Severity.ERROR,
    """\
There is a release of this version already.

Somebody may have it, and cite its notes by their numbers: what has been released does not change
any more. Raise `version` in `book.yaml`. If nobody has seen it, delete the folder that the message
names.""",
)
TAKEN = Rule(
    "D003",
    "version-is-taken",
    Severity.ERROR,
    """\
The version is a name that something else has in `dist/`: the web book, drafts, a finished file.

The next build would put that in the place of the release. Choose a version such as `1.0.0` or
`2026-05`.""",
)
UNUSED_WAIVER = Rule(
    "D004",
    "waiver-covers-nothing",
    Severity.WARNING,
    """\
A waiver in `book.yaml` covers no finding.

What it was for has been mended, or its `place` is not the file that messages name. A waiver that
is left behind hides the next fault of its kind: delete it, or mend its place.""",
)
NOT_PROVED = Rule(
    "D005",
    "artifact-not-proved",
    Severity.ERROR,
    """\
A finished file, read again from the disk, was not proved: there is an error in it, or a note that
its edition should show was not found.

A release holds only what was proved to the last note. The findings beside this one say what is
wrong. If there is none, build once more; if it stays, the fault is in Scholiast or in the disk.""",
)
DRAFT = Rule(
    "D006",
    "release-of-a-draft",
    Severity.ERROR,
    """\
What was built is a draft, or notes are missing from it.

A draft shows placeholders for notes that are still to be written. Write them; `scholiast check`
says which they are.""",
)
CHANGED_MEANWHILE = Rule(
    "D007",
    "changed-meanwhile",
    Severity.ERROR,
    """\
Files of the manuscript were changed while the release was made.

The manifest would say other digests than those of the files that went into the book. Save, wait
until nothing writes into the folder, and release again.""",
)
NO_RELEASE = Rule(
    "D008",
    "no-release-before",
    Severity.ERROR,
    """\
The release that `--since` names can't be read: it has no note ledger, or a damaged one.

Name the folder of a release, which holds `notes.json` and `manifest.json`.""",
)
DIRTY = Rule(
    "D010",
    "tree-is-dirty",
    Severity.ERROR,
    """\
Files that git does not have as they are: changed, new, or ignored and yet part of the book.

A release can be made again by whoever checks out its tag, and that holds only if nothing went into
it beside what was committed. Commit the files, or put aside what does not belong to the book.
`--allow-dirty` releases all the same, and the manifest says so.""",
)
NO_TAG = Rule(
    "D011",
    "tree-is-not-tagged",
    Severity.ERROR,
    """\
The commit has no tag of the version.

```console
$ git tag -a v1.0.0 -m 'First edition'
```

The tag is the version, with a `v` before it or without: by it anybody finds the manuscript that the
release was made of. `--allow-dirty` releases all the same, and the manifest says so.""",
)
NO_TREE = Rule(
    "D012",
    "tree-is-unknown",
    Severity.ERROR,
    """\
The book is not kept in git, has no commit, or git did not answer.

A release says of which commit it was made, so that it can be made again. Keep the manuscript in git
(`git init`, `git add`, `git commit`), or release with `--allow-dirty`: then the manifest says that
nothing is known of the tree, and the digests of all files are what is left to compare.""",
)
DIFFERS = Rule(
    "D020",
    "second-build-differs",
    Severity.ERROR,
    """\
A file came out otherwise when the book was built a second time, in another folder, time zone,
locale and order of hashes.

Somebody who builds the release again would get another file, and could not tell it from one that
was tampered with. Where a template or a style of the book depends on the machine, mend that; else
the fault is in Scholiast.""",
)
NOT_AGAIN = Rule(
    "D021",
    "second-build-failed",
    Severity.ERROR,
    """\
The book could not be built a second time from the files that went into the first build.

The message ends with what that build said. Mostly a file is read that the first build did not
enter among those of the manuscript, or memory or the disk is full.""",
)
