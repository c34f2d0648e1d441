"""The language in which a conversation is answered."""

from __future__ import annotations

from typing import Final

from mailreg.event.values import Event

# Danes and Norwegians read Swedish; they are answered in it where the event has it.
_READ_SWEDISH: Final = frozenset({"da", "no", "nb", "nn"})


def choose_language(spoken: str, is_sure: bool, event: Event) -> str:  # noqa: FBT001 (a reading)
    """One of the event's languages for a letter written in `spoken` (ISO 639-1).

    Not sure, as with too little text: the event's first language.
    """
    if not is_sure:
        return event.languages[0]
    code = spoken.lower().partition("-")[0]
    wishes = (code, "sv", "en") if code in _READ_SWEDISH else (code, "en")
    return next((wish for wish in wishes if wish in event.languages), event.languages[0])
