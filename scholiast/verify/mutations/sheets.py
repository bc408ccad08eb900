"""Ways to break a PDF: its notes, calls, destinations, outline and pages."""

from scholiast.verify.mutations.documents import Mutation

MUTATIONS: tuple[Mutation, ...] = ()
