"""Attached files ▶ text: each kind by a library, in a process of its own where files can do harm.

`mailreg.documents.opening.opened` is the door; nothing else is imported by the rest of mailreg.
"""
