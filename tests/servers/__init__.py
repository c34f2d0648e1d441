"""Servers for tests, real ones where that is possible."""
