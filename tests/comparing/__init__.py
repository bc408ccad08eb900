"""Tests of what tells releases apart."""
