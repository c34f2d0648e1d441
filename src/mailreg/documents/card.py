"""Contact cards (RFC 6350, and the older 2.1 that Outlook writes), as labelled lines."""

from __future__ import annotations

from collections.abc import Iterator

import vobject

from mailreg.documents.values import NOTHING, Content, content_of, one_line

CARDS_AT_MOST = 50


def read(content: bytes) -> Content:
    """A block of labelled lines for each card of the file, in Swedish as most letters are.

    Raises whatever vobject raises on a damaged file.
    """
    lines: list[str] = []
    cards = vobject.readComponents(_decoded(content), ignoreUnreadable=True, allowQP=True)
    for number, card in enumerate(cards):
        if number == CARDS_AT_MOST:
            return content_of(lines, is_whole=False)
        if card.name == "VCARD":
            lines += [*_lines(card), ""]
    return content_of(lines) if lines else NOTHING


def _lines(card: vobject.base.Component) -> Iterator[str]:
    """What a registration asks for; telephone numbers of the kind that is given first."""
    found = {
        "Namn": _text(card, "fn") or _text(card, "n"),
        "E-post": _text(card, "email"),
        "Organisation": _text(card, "org"),
        "Titel": _text(card, "title"),
        "Telefon": _text(card, "tel"),
    }
    yield from (f"{label}: {value}" for label, value in found.items() if value)
    address = _value(card, "adr")
    if isinstance(address, vobject.vcard.Address):
        yield f"Adress: {_address(address)}"


def _text(card: vobject.base.Component, name: str) -> str:
    value = _value(card, name)
    # ORG is a list: the organisation, then its units (RFC 6350, section 6.6.4)
    return one_line(str(value[0] if isinstance(value, list) and value else value or ""))


def _value(card: vobject.base.Component, name: str) -> object:
    """The first value of a property; None where it has none."""
    found = next(iter(card.contents.get(name, [])), None)
    return found.value if isinstance(found, vobject.base.ContentLine) else None


def _address(address: vobject.vcard.Address) -> str:
    town = f"{address.code} {address.city}".strip()
    parts = (address.box, address.extended, address.street, town)
    return ", ".join(filter(None, (one_line(str(part)) for part in parts)))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
