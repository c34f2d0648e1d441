"""What a mail server's words about one of our mails mean, and what helps.

By the enhanced status code (RFC 3463, and the registry that RFC 5248 opened), else by the reply
code (RFC 5321, section 4.2). The words themselves are shown too: they say more to an operator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailreg.sentences import Sentence, say

ENHANCED = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")  # and no IP address
BASIC = re.compile(r"\s*([45]\d\d)\b")

NO_ADDRESS = say("There is no such address. Correct it in the case, then write again.")
FULL = say("The mailbox there is full.")
TOO_LARGE = say("The mail is too large for their server.")
UNREACHED = say("Their server could not be reached.")
AGAIN = say("Their server does not take it just now; it is tried again by itself.")
UNWANTED = say(
    "Their server does not want mail from us, mostly by a rule. Phone, or write otherwise."
)
LOGIN = say("Our mail server does not let us in. Tell the operator.")
SLOWER = say("Our mail server wants less at a time; it is tried again by itself.")
REFUSED = say("Their server refused it for good.")

BY_SUBJECT: Mapping[tuple[str, str, str], Sentence] = {  # class, subject, detail; "" is any
    ("5", "1", ""): NO_ADDRESS,
    ("5", "2", "1"): NO_ADDRESS,
    ("5", "2", "2"): FULL,
    ("4", "2", "2"): FULL,
    ("5", "2", "3"): TOO_LARGE,
    ("5", "3", "4"): TOO_LARGE,
    ("5", "4", ""): UNREACHED,
    ("4", "4", ""): UNREACHED,
    ("5", "7", ""): UNWANTED,
}
BY_CODE: Mapping[str, Sentence] = {
    "421": SLOWER,
    "432": SLOWER,
    "452": SLOWER,
    "530": LOGIN,
    "534": LOGIN,
    "535": LOGIN,
    "538": LOGIN,
    "550": NO_ADDRESS,
    "551": NO_ADDRESS,
    "552": TOO_LARGE,
    "553": NO_ADDRESS,
}
BY_CLASS: Mapping[str, Sentence] = {"4": AGAIN, "5": REFUSED}


def meaning(reply: str) -> Sentence | None:
    """In a sentence; None where the words have no code that is known."""
    basic, enhanced = BASIC.match(reply), ENHANCED.search(reply)
    by_code = BY_CODE.get(basic[1]) if basic else None
    if by_code is LOGIN:
        return LOGIN
    if enhanced is not None:
        kind, subject, detail = enhanced.groups()
        found = BY_SUBJECT.get((kind, subject, detail)) or BY_SUBJECT.get((kind, subject, ""))
        return found or (by_code if by_code is SLOWER else BY_CLASS[kind])
    return by_code or (BY_CLASS[basic[1][0]] if basic else None)
