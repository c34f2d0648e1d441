"""Letters changed in ways that must not change how they are read."""
