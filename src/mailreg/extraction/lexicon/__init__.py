"""The word lists, as data."""
