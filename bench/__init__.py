"""Benchmarks: an open family, one file a benchmark; files that start with an underscore carry the family."""
