"""The benchmarks: what they measure is not held by a test, how they measure is."""
