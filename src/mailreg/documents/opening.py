"""A message ▶ the same message with the text of its attachments."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from mailreg.documents import plain
from mailreg.documents.values import NOTHING, Content, Format
from mailreg.extraction.attached import to_open
from mailreg.message import Attachment, InboundMessage

OPENED_AT_MOST = 8_000_000  # bytes of one file; lists are a hundredth of it
WAITED_SECONDS = 6.0  # for a worker that gets little processor time: it ends itself by that
WORKER = ("-P", "-m", "mailreg.documents.worker")

File = tuple[Format, bytes]


def opened(message: InboundMessage) -> InboundMessage:
    """The message with the text of those attachments that its letter may refer to.

    Whatever a file holds, this neither raises nor takes more than the worker's time; what cannot
    be read stays without text. A message without such attachments is returned as it is.
    """
    wanted = to_open(message)
    if not wanted:
        return message
    attachments = list(message.attachments)
    for index, content in zip(wanted, _contents([attachments[i] for i in wanted]), strict=True):
        attachments[index] = replace(
            attachments[index], text=content.text, is_whole=content.is_whole
        )
    return replace(message, attachments=tuple(attachments))


def format_of(attachment: Attachment) -> Format | None:
    """By the ending of its name, which people see, else by its type; None: not to be opened."""
    ending = PurePath(attachment.filename.lower()).suffix
    return _ENDINGS.get(ending) or (None if ending else _TYPES.get(attachment.content_type))


def _contents(attachments: Sequence[Attachment]) -> list[Content]:
    files = [_file(attachment) for attachment in attachments]
    read = iter(_by_worker([file for file in files if file and file[0] is not Format.PLAIN]))
    return [
        NOTHING if file is None else plain.read(file[1]) if file[0] is Format.PLAIN else next(read)
        for file in files
    ]


def _file(attachment: Attachment) -> File | None:
    kind = format_of(attachment)
    is_small = len(attachment.content) <= OPENED_AT_MOST
    return (kind, attachment.content) if kind and attachment.content and is_small else None


def _by_worker(files: Sequence[File]) -> list[Content]:
    """What a worker reads, in order; NOTHING for the file on which it ended and those behind it."""
    if not files:
        return []
    request = b"".join(b"%s %d\n%s" % (kind.encode(), len(file), file) for kind, file in files)
    answer = _answer(request)
    found = [_from_line(line) for line in answer.splitlines()[: len(files)]]
    return found + [NOTHING] * (len(files) - len(found))


def _answer(request: bytes) -> bytes:
    """The lines that a worker wrote before it ended."""
    # nothing of our environment, which may hold secrets, but where modules are found
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for _ in range(2):
        try:
            ended = subprocess.run(  # noqa: S603 (our own interpreter and module)
                [sys.executable, *WORKER],
                input=request,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                timeout=WAITED_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            return late.stdout or b""
        if -ended.returncode not in (signal.SIGTERM, signal.SIGINT):
            break  # else it was told to end with the rest of its group before it could refuse
    return ended.stdout


def _from_line(line: bytes) -> Content:
    text, is_whole = json.loads(line)
    return Content(text=str(text), is_whole=bool(is_whole))


_ENDINGS = {
    ".csv": Format.PLAIN,
    ".tsv": Format.PLAIN,
    ".txt": Format.PLAIN,
    ".vcf": Format.CARD,
    ".vcard": Format.CARD,
    ".xlsx": Format.WORKBOOK,
    ".xlsm": Format.WORKBOOK,
    ".docx": Format.WORD,
    ".docm": Format.WORD,
    ".pdf": Format.PDF,
}
_TYPES = {
    "text/csv": Format.PLAIN,
    "text/plain": Format.PLAIN,
    "text/vcard": Format.CARD,
    "text/x-vcard": Format.CARD,
    "application/pdf": Format.PDF,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Format.WORKBOOK,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.WORD,
}
