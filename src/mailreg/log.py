"""What mailreg tells its log: one function per event, stable keys, no personal data at info."""
