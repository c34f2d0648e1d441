"""What the receiving server says of the sender: Authentication-Results (RFC 8601).

Only the topmost field with the configured authserv-id counts (RFC 8601, section 5: a server
removes what pretends to be its own); without a configured one nothing does. Exchange Online
writes its field without an authserv-id and adds `compauth`, its verdict of everything together:
the configured name for that form is "microsoft", and there only the topmost field is looked at.

    PASS   compauth=pass, or dmarc=pass, for the domain of the From address
    FAIL   compauth=fail, or dmarc=fail
    NONE   anything else: none, softpass, bestguesspass, a temporary error, no field at all

SPF and DKIM alone prove nothing about the From address (RFC 7489, section 3.1).
"""

from __future__ import annotations

import re
from typing import Final

from mailreg.message.headers import Headers
from mailreg.message.values import Address, Authenticity

MICROSOFT: Final = "microsoft"

_RESULT = re.compile(r"(dmarc|compauth)\s*=\s*([a-z]+)")
_HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*\"?([^\s;\"]{1,255})")
_AUTHSERV_ID = re.compile(r"\s*\"?([^\s;=\"]{1,255})\"?(?:\s+\d+)?\s*(?:;|$)")
_VERDICTS = {"pass": Authenticity.PASS, "fail": Authenticity.FAIL}


def authenticity(headers: Headers, sender: Address | None, authserv_id: str | None) -> Authenticity:
    """The trusted verdict on the From address; NONE where there is none."""
    field = _trusted_field(headers, (authserv_id or "").lower())
    if field is None or sender is None:
        return Authenticity.NONE
    results = _results(field, sender.email.rpartition("@")[2])
    verdict = results.get("compauth", "")
    if verdict not in _VERDICTS:
        verdict = results.get("dmarc", "")
    return _VERDICTS.get(verdict, Authenticity.NONE)


def _trusted_field(headers: Headers, authserv_id: str) -> str | None:
    fields = [_without_comments(text).lower() for text in headers.texts("authentication-results")]
    if not authserv_id or not fields:
        return None
    if authserv_id == MICROSOFT:
        return None if _AUTHSERV_ID.match(fields[0]) else fields[0]
    for text in fields:
        match = _AUTHSERV_ID.match(text)
        if match and match[1] == authserv_id:
            return text[match.end() :]
    return None


def _results(field: str, domain: str) -> dict[str, str]:
    """The first result of each method; a DMARC result on another domain is none."""
    results: dict[str, str] = {}
    for part in field.split(";"):
        match = _RESULT.match(part.strip())
        about = _HEADER_FROM.search(part)
        if match and not (about and about[1].lower().rstrip(".") != domain):
            results.setdefault(match[1], match[2])
    return results


def _without_comments(text: str) -> str:
    """The field without its comments (RFC 5322, section 3.2.2), which nest and hold anything."""
    kept: list[str] = []
    depth = 0
    is_quoted = is_escaped = False
    for character in text:
        if is_escaped:
            is_escaped = False
        elif character == "\\":
            is_escaped = True
        elif character == '"' and not depth:
            is_quoted = not is_quoted
        elif character == "(" and not is_quoted:
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth and not (is_quoted and character == ";"):
            kept.append(character)
    return "".join(kept)
