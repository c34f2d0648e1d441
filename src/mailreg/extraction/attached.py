"""Which attachments count: those that the letter refers to, or that stand in for a letter.

Their text is laid behind the words of the body. A list or a form counts for what it says; a
document in prose (an invitation, a presentation) only where the letter itself says nothing, and
then a person must look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailreg.extraction.table import find_rows
from mailreg.message import Attachment, InboundMessage, Kind, Origin
from mailreg.message.cues import Lined

OPENED_AT_MOST = 5  # attachments of one letter
PICTURE_FROM_BYTES = 50_000  # a photographed list; logos are smaller
SILENT_WORDS = 4  # own words, a greeting among them, that do not make a letter
CLOSING_WORDS = 12  # words of a greeting and a signature

NO_DOCUMENT = ("image/", "text/calendar", "application/pkcs7", "application/pgp", "message/")
NOT_THERE = "-"  # stands for the name of an attachment that was forgotten

_SURELY = Lined(
    "bifoga|bilag|medföljande|attach|enclos|vedl|vedhæft|liit|anbei|anlage|beigefügt",
    r"(?<!\w)(?:bifoga\w*|bilag\w*|medföljande|attach(?:ed|ments?|ing)?|enclos(?:ed|ure)|vedlagt|"
    r"vedlegg\w*|vedlægg\w*|vedhæft\w*|liit\w*|anbei|anlage|beigefügt\w*)(?!\w)",
)
_PERHAPS = re.compile(  # where there is a file, it is meant
    r"(?i)(?<!\w)(?:fil(?:en|erna)?|files?|dokument(?:et)?|document|formulär(?:et)?|form|blankett\w*|"
    r"(?:excel|word|pdf)[\w-]*|kalkylark\w*|spreadsheet|\w*list(?:a|an|or|e|en)?|visitkort\w*|"
    r"kontaktkort\w*|v-?card|business card)(?!\w)"
)
_HERE = re.compile(r"(?i)(?<!\w)(?:nedan\w*|below|här|here|nedenfor|mejl\w*|mail\w*)(?!\w)")
_MADE_BY_SERVER = re.compile(r"ATT\d+\.\w+")  # Exchange cuts the end of a letter off into these
_INLINE_NAME = re.compile(r"(?i)(?:image|bild|logo|logga)[\d_-]*\.\w+")
_LABELLED = re.compile(
    r"(?im)^[ \t]*(?:för- och efternamn|namn|name|deltagare|participant|e-?post|e-?mail|"
    r"faktura\w*|invoice\w*|billing\w*|allergi\w*|specialkost|kost\w*|diet\w*|navn|nimi)"
    r"[ \w/()-]{0,30}[:\t]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What the attachments add to a letter."""

    texts: tuple[tuple[int, str], ...] = ()  # number of the attachment, from 1, and what it says
    unread: tuple[str, ...] = ()  # names of those that count and were not read whole


def to_open(message: InboundMessage) -> list[int]:
    """Indexes of the attachments whose text may be asked for."""
    if message.origin is not Origin.PERSON:
        return []
    files = [index for index, one in enumerate(message.attachments) if is_document(one)]
    if not files:
        return []
    text = f"{message.subject}\n{message.body}"
    is_meant = _refers(text, message.attachments) or _is_silent(message.own_words, CLOSING_WORDS)
    return files[:OPENED_AT_MOST] if is_meant else []


def is_document(attachment: Attachment) -> bool:
    """Whether an attachment may hold what belongs to a registration."""
    is_made = _MADE_BY_SERVER.fullmatch(attachment.filename)
    return not is_made and not attachment.content_type.startswith(NO_DOCUMENT)


def attached(message: InboundMessage, words: str) -> Attached:
    """What the attachments add to a letter of these own words."""
    if not message.attachments:
        forgot = bool(message.body) and _is_forgotten(message, words)
        return Attached(unread=(NOT_THERE,)) if forgot else Attached()
    is_silent = _is_silent(words, SILENT_WORDS)
    if not is_silent and not _refers(f"{message.subject}\n{words}", message.attachments):
        return Attached()
    files = [(n, one) for n, one in enumerate(message.attachments, 1) if is_document(one)]
    if not files:
        files = [(n, one) for n, one in enumerate(message.attachments, 1) if _is_picture(one)]
    counting = [(n, one) for n, one in files if _counts(one, is_silent=is_silent)]
    return Attached(
        texts=tuple((number, one.text) for number, one in counting),
        unread=tuple(_unread(files, counting)),
    )


def _refers(words: str, attachments: Sequence[Attachment]) -> bool:
    """Whether these words speak of a file: in general, or by its name."""
    if _SURELY.search(words) or _PERHAPS.search(words):
        return True
    stems = (one.filename.rpartition(".")[0].lower() for one in attachments)
    return any(len(stem) > 4 and stem in words.lower() for stem in stems)


def _is_silent(words: str, at_most: int) -> bool:
    return len(re.findall(r"[^\W\d_]{2,}", words[:2_000])) <= at_most


def _is_forgotten(message: InboundMessage, words: str) -> bool:
    """Whether a file is spoken of that is not there, nor a letter beneath that may be meant."""
    spoken = _SURELY.search(words)
    if spoken is None or any(segment.kind is not Kind.OWN for segment in message.segments):
        return False
    return not _HERE.search(words, max(0, spoken.start() - 40), spoken.end() + 40)


def _is_picture(attachment: Attachment) -> bool:
    """Whether an image may be a photographed list, and no part of a signature."""
    is_image = attachment.content_type.startswith("image/")
    is_large = attachment.size_bytes >= PICTURE_FROM_BYTES
    return is_image and is_large and not _INLINE_NAME.fullmatch(attachment.filename)


def _counts(attachment: Attachment, *, is_silent: bool) -> bool:
    if not attachment.text.strip():
        return False
    return is_silent or is_list(attachment.text)


def is_list(text: str) -> bool:
    """Whether a text holds rows below headings, or the labelled lines of a form."""
    return bool(find_rows(text)) or bool(_LABELLED.search(text))


def _unread(
    files: Sequence[tuple[int, Attachment]], counting: Sequence[tuple[int, Attachment]]
) -> Iterator[str]:
    numbers = {number for number, _ in counting}
    for number, one in files:
        if number not in numbers or not one.is_whole or not is_list(one.text):
            yield one.filename or one.content_type
