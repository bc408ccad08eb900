"""Tests of proofreading."""
