"""Tests of what stores ask of an EPUB."""
