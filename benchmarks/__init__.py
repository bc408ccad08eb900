"""Measure Scholiast and its peers on the same generated books, side by side."""
