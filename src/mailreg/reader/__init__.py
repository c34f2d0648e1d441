"""The bytes of a letter ▶ what it says, with its attachments: in this process, or in one beside it.

A process beside it reads while this one records, and ends where a letter takes more time or memory
than any letter should.
"""

from mailreg.reader.values import OpenReader, Reader, Reading, ReadingFailed, Unread

__all__ = ["OpenReader", "Reader", "Reading", "ReadingFailed", "Unread"]
