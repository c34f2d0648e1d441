"""What holds for every message whatever."""

from __future__ import annotations

import unicodedata

from mailreg.message import InboundMessage


def assert_is_sound(message: InboundMessage) -> None:
    """Covered by segments, clean, with a reason where unanswered."""
    starts = [segment.start for segment in message.segments]
    ends = [segment.end for segment in message.segments]
    assert starts == [0, *ends][: len(starts)]
    assert (ends or [0])[-1] == len(message.body)
    assert all(segment.start < segment.end for segment in message.segments)
    assert message.answerable is (message.unanswerable_reason is None)
    assert is_clean(message.body.replace("\n", "").replace("\t", ""))
    people = [*message.reply_to, *message.to, *message.cc, *filter(None, [message.sender])]
    ids = [*message.references, *message.in_reply_to, *filter(None, [message.message_id])]
    names = [attachment.filename for attachment in message.attachments]
    lines = [message.subject, *names, *ids, *(a.name for a in people), *(a.email for a in people)]
    assert all(is_clean(line) for line in lines)


def is_clean(text: str) -> bool:
    bidi = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return not any(unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") or c in bidi for c in text)
