"""Which of a letter's addresses is the one for invoices, by what is said around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from mailreg.extraction.address import NOWHERE, PostalAddress
from mailreg.extraction.lexicons import phrases
from mailreg.extraction.outdated import Span, is_inside
from mailreg.extraction.payer import is_same_name
from mailreg.extraction.reading import Reading
from mailreg.extraction.wordwise import holding
from mailreg.message.cues import Cue

BEFORE = 220  # code points before an address that introduce it
BEHIND = 70  # code points behind it that may take it back
SIGNATURE_LINES = 4  # between the sender's name and the address beneath it
HEADING_AT_MOST = 24  # code points of a line that only says what stands below it
SIGNATURE_REST = 260  # code points behind the address of a signature


class Role(IntEnum):
    """What an address is for; the greater, the surer it is for invoices."""

    NONE = 0  # a visiting address, a home, an old one, a signature
    UNSAID = 1  # nothing is said of it
    BILLING = 2  # the letter calls it so


def role_of(
    text: str, address: PostalAddress, outdated: Sequence[Span], reading: Reading, own_name: str
) -> Role:
    """What an address is for."""
    if is_inside(outdated, address.postal[0]) or _is_other(text, address):
        return Role.NONE
    if any(_asks_for_it(prompt, address) for prompt in reading.prompts):
        return Role.BILLING
    if reading.closing[slice(*address.postal)].strip():
        return _in_closing(reading, address)
    name = _signed_by(text, address, own_name)
    if name is not None and not _is_headed(text, name, address):
        return Role.BILLING if points_to_signature(reading) else Role.NONE
    if _is_called_billing(text, address):
        return Role.BILLING
    return Role.UNSAID if _may_be_billing(text, address) else Role.NONE


def _asks_for_it(prompt: tuple[int, int, str], address: PostalAddress) -> bool:
    """Whether an address answers a quoted line of ours: `- fakturaadress`."""
    start, end, line = prompt
    is_answer = start <= address.postal[0] < end
    return is_answer and phrases("billing", "called_billing").search(line) is not None


def _may_be_billing(text: str, address: PostalAddress) -> bool:
    """Not taken back (`…, men skicka inget dit`), and more than a code and a city."""
    if phrases("billing", "taken_back").search(text, address.end, address.end + BEHIND):
        return False
    is_bare = address.recipient == NOWHERE and address.street == NOWHERE
    begin = max(0, address.start - BEHIND)
    if is_bare and phrases("billing", "put_right").search(text, begin, address.start):
        return True  # `jag skrev fel postnummer, det ska vara …`
    return not is_bare or phrases("billing", "topic").search(text) is not None


def settled(
    reading: Reading, addresses: Sequence[PostalAddress], roles: Sequence[Role]
) -> list[Role]:
    """The roles, without a signature's where `below` points to an address in the letter itself."""
    in_closing = [bool(reading.closing[slice(*a.postal)].strip()) for a in addresses]
    own = [role for role, beneath in zip(roles, in_closing, strict=True) if not beneath]
    if max(own, default=Role.NONE) is Role.NONE or _SIGNATURE.search(reading.words):
        return list(roles)
    pairs = zip(roles, in_closing, strict=True)
    return [Role.NONE if beneath else role for role, beneath in pairs]


_SIGNATURE = Cue(
    "signatur|under mitt namn|below my name", r"signatur|under mitt namn|below my name"
)


def chosen(addresses: Sequence[PostalAddress], roles: Sequence[Role]) -> PostalAddress | None:
    """The address for invoices; of several that are called so, the first."""
    best = max(roles, default=Role.NONE)
    if best is Role.NONE:
        return None
    return next(a for a, role in zip(addresses, roles, strict=True) if role is best)


def _is_other(text: str, address: PostalAddress) -> bool:
    """A visiting or home address, by the words right before it."""
    start = _sentence_start(text, max(0, address.start - 45), address.start)
    said = phrases("billing", "visit").search(text, start, address.postal[0])
    if said and phrases("billing", "home").search(text, said.start(), address.start):
        return not _is_called_billing(text, address)  # `fakturan får gå hem, jag bor på …`
    begin = _sentence_start(text, max(0, address.start - BEFORE), address.start)
    old = _OLD.search(text, begin, address.start)
    if old and not _TURNED.search(old.group()):
        return True
    return said is not None or _ONCE.search(text, start, address.start) is not None


_OLD = re.compile(
    r"(?i)(?<!\w)(?:gammal|gamla|förra|tidigare|felaktiga?|old|previous|former|gammel|alte)[ ]"
    r"(?:faktur\w*|adress\w*|invoice|billing|address|box\w*)[^.:!?\n]{0,40}$"
)
# `… är vår gamla adress, använd i stället …`
_TURNED = re.compile(
    r"(?i)(?<!\w)(?:i ?stället|instead|utan|men|but|i stedet|numera|nya?|new|rätta?|nu|now|sondern)"
    r"(?!\w)"
)
_ONCE = re.compile(
    r"(?i)\b(?<!som )(?<!as )"
    r"(?:tidigare|förr|förut|gamla|f\.d\.|previously|formerly|old)[ :]*$"
)


def _in_closing(reading: Reading, address: PostalAddress) -> Role:
    speaks = phrases("billing", "topic").search(reading.closing, 0, address.end)
    return Role.BILLING if speaks or points_to_signature(reading) else Role.NONE


def points_to_signature(reading: Reading) -> bool:
    """`Fakturaadress enligt nedan`, `postadressen i signaturen`: where the address stands."""
    text = reading.words
    if phrases("billing", "as_signature").search(text):
        return True
    pointed = phrases("billing", "pointed")
    pointing = holding(text, [phrases("billing", "pointer")], reading.sentences)
    return any(pointed.search(text, start, end) for start, end in pointing)


def _is_called_billing(text: str, address: PostalAddress) -> bool:
    """A word for invoices in the sentence or heading before it."""
    begin = _sentence_start(text, max(0, address.start - BEFORE), address.start)
    return phrases("billing", "called_billing").search(text, begin, address.postal[0]) is not None


def _sentence_start(text: str, begin: int, end: int) -> int:
    """Where the sentence or the heading begins that leads to an address."""
    for stop in _STOP.finditer(text, begin, end):
        begin = stop.end()
    return begin


_STOP = re.compile(r"(?<=[\w][^\W_])(?:[!…]|\.{1,4})(?=\s)|(?<![:?\w,])[ \t]*\n[ \t]*\n")


def _signed_by(text: str, address: PostalAddress, own_name: str) -> int | None:
    """Where the sender's name stands above an address near the end of the letter, as signed."""
    if len(text[address.end :].strip()) > SIGNATURE_REST:
        return None
    line = text.rfind("\n", 0, address.start) + 1
    if text[line : address.start].strip() in _BULLETS:
        return None  # an item of a list
    above = _GAP.split(text[:line])[-1].split("\n")[-SIGNATURE_LINES - 1 :]
    begin = line - sum(len(part) + 1 for part in above) + 1
    for part in above:
        if part.strip() and is_same_name(part.strip(" ,"), own_name):
            return begin
        begin += len(part) + 1
    first = re.split("[\\n,]", text[address.start : address.postal[0]], maxsplit=1)[0]
    is_first = not text[line : address.start].strip() and is_same_name(first, own_name)
    return address.start if is_first else None


def _is_headed(text: str, name: int, address: PostalAddress) -> bool:
    """A word for invoices between the name and the address, or in the line above the name."""
    above = text[:name].rstrip(" \t").removesuffix("\n")
    head = above.rstrip().rpartition("\n")[2].strip()
    leads = not above.endswith("\n") or head.endswith(":") or len(head) <= HEADING_AT_MOST
    billing = phrases("billing", "called_billing")
    says = leads and head[-1:] not in ".!" and billing.search(head) is not None
    between = text[name : address.postal[0]]
    if phrases("billing", "reference").match(text, _next_word(text, address.end)):
        return True  # with a reference beneath, it is no signature
    return says or bool(billing.search(between) or _TURNED.search(between))


def _next_word(text: str, place: int) -> int:
    return place + len(text[place : place + 8]) - len(text[place : place + 8].lstrip(" ,.\n"))


_BULLETS = ("-", "*", "•", "·", "–")
_GAP = re.compile(r"\n[ \t]*\n[ \t]*\n")
