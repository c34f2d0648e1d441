"""Every transformation by its name, as floors and the documentation call it."""

from __future__ import annotations

from typing import Final

from tests.corpus.metamorphic import layout, names, places, sending
from tests.corpus.metamorphic.variant import Transformation

TRANSFORMATIONS: Final[dict[str, Transformation]] = {
    "other names": names.other_names,
    "other streets": places.other_streets,
    "other towns": places.other_towns,
    "other municipalities": places.other_municipalities,
    "other numbers": places.other_numbers,
    "labelled lines reordered": layout.lines_reordered,
    "lines wrapped": layout.lines_wrapped,
    "all lower case": layout.small_letters,
    "plain text as HTML": layout.plain_as_html,
    "HTML as plain text": layout.html_as_plain,
    "HTML version alone": layout.html_alone,
    "plain version alone": layout.plain_alone,
    "quoted-printable": sending.encoded("utf-8", "quoted-printable"),
    "base64": sending.encoded("utf-8", "base64"),
    "latin-1": sending.encoded("iso-8859-1", "quoted-printable"),
    "windows-1252": sending.encoded("windows-1252", "8bit"),
    "reply above our quoted template": sending.as_a_reply,
    "reply above our template, as Outlook": sending.as_an_outlook_reply,
    "signature appended": sending.signed,
    "disclaimer appended": sending.disclaimed,
    "banner of an external sender": sending.marked_external,
    "sent from a telephone": sending.from_a_phone,
}
