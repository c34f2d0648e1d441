"""The use cases: each loads, decides and records in one transaction."""
