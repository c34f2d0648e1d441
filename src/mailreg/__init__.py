"""mailreg runs the late-registration desk of a conference from its mailbox."""
