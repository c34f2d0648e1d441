"""The words by which mail programs and people mark quotes, signatures and notices.

Swedish, Danish, Norwegian, Finnish, German and English. Every pattern is matched against one
line of bounded length, so the time is linear whatever the line holds.
"""

from __future__ import annotations

import re
from typing import Final

from mailreg.message.cues import Lined

Form = re.Match[str]  # of `FORM_LINE`

MAX_LINE: Final = 400  # characters of a line that are looked at

FROM_LABEL: Final = re.compile(
    r"[\s*_|>]*(?:från|from|fra|von|lähettäjä|avsändare|afsender|avsender)[*_ ]*:[*_ ]*(.*)",
    re.IGNORECASE,
)
OTHER_LABEL: Final = re.compile(
    r"[\s*_|>]*(?:(?P<date>skickat|sent|date|datum|dato|sendt|gesendet|lähetetty|päivämäärä|"
    r"päiväys)|(?P<to>till|to|til|an|vastaanottaja|kopia|cc|kopi)|"
    r"(?P<subject>ämne|subject|emne|betreff|aihe))[*_ ]*:",
    re.IGNORECASE,
)
ATTRIBUTION_START: Final = re.compile(
    r"\s*(?:(?:on|den|am|le|på|man|mån|tis|tir|ons|tor|tors|fre|lör|lør|sön|søn|ma|ti|ke|to|pe|la|su|"
    r"mon|tue|wed|thu|fri|sat|sun)\b|\d{1,4}[-/. ]|.{1,120}<[^<>]{3,120}@)",
    re.IGNORECASE,
)
ATTRIBUTION_VERB: Final = re.compile(
    r"\b(?:wrote|writes|skrev|skriver|schrieb|kirjoitti|a écrit)\b", re.IGNORECASE
)
ATTRIBUTION_SIGN: Final = re.compile(r"@|\b\d{1,2}[:.]\d{2}\b|\b\d{4}\b|\b\d{1,2}\.? [a-zåäö]{3}")
FORWARD_MARK: Final = re.compile(
    r"[\s*_>-]*(?:(?:begin )?forwarded message|(?:start på )?vidarebefordrat "
    r"(?:meddelande|brev|mail|mejl)|(?:start på )?videresendt (?:besked|meddelelse|melding|e-post)|"
    r"weitergeleitete nachricht|anfang der weitergeleiteten .{1,20}|"
    r"(?:edelleen ?)?(?:lähetetty|välitetty) viesti)\s*:?[\s*_-]*",
    re.IGNORECASE,
)
ORIGINAL_MARK: Final = re.compile(
    r"[\s*_>]*-{2,}\s*(?:original message|original appointment|ursprungligt meddelande|"
    r"ursprungligt brev|originalmeddelande|oprindelig meddelelse|opprinnelig melding|"
    r"ursprüngliche nachricht|alkuperäinen viesti|svar från|reply message)\s*-{2,}\s*",
    re.IGNORECASE,
)
RULE: Final = re.compile(r"\s*[_\-*=]{5,}\s*")
# Above the letter that a receipt repeats, between rules.
ECHO: Final = re.compile(
    r"\s*(?:du|ni|i|dere|sie) (?:skrev|skrevet|schrieben)\s*:|(?:you|they) wrote\s*:|kirjoitit\s*:|"
    r"(?:ditt|ert|din|your|the original|ihre) (?:meddelande|mejl|ärende|fråga|message|request|"
    r"henvendelse|besked|nachricht|anfrage)\s*:",
    re.IGNORECASE,
)
# No line introduces a quote or a forward where none of these stands in the text.
SEPARATOR: Final = Lined(
    "--|_|*|=|forwarded|vidarebefordrat|videresendt|weitergeleitet|viesti|"
    "från|from|fra|von|lähettäjä|avsändare|afsender|avsender|"
    "wrote|writes|skrev|skriver|schrieb|kirjoitti|a écrit",
    r"--|[_*=-]{5}|forwarded message|vidarebefordrat|videresendt|weitergeleitet|viesti|"
    r"(?:från|from|fra|von|lähettäjä|avsändare|afsender|avsender)[*_ ]*:|"
    r"wrote|writes|skrev|skriver|schrieb|kirjoitti|a écrit",
)
DASHES: Final = re.compile(r"--\s?")
CLOSING: Final = re.compile(
    r"\s*(?:"
    r"(?:(?:med )?(?:vänliga?|varma(?:ste)?|bästa|goda|soliga|glada|många) )?hälsning(?:ar|en)?|"
    r"hälsar|vänlig(?:en|ast)|m\.?v\.?h\.?|allt gott|"
    r"(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many) (?:regards|wishes)|regards|all the best|"
    r"yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|"
    r"(?:med )?(?:vennlig|venlig|beste|kærlig) (?:hilsen|helsing)|(?:de )?(?:bedste|beste) hilsner|"
    r"hilsen|ystävällisin terveisin|terveisin|terveisiä|yst\. ?terv\.?|"
    r"mit (?:freundlichen|besten|herzlichen) grü(?:ß|ss)en|mfg|"
    r"(?:viele|liebe|beste|freundliche|herzliche) grü(?:ß|ss)e"
    r")(?:[\s,!.]*|[\s,!./]+(?:från |fra |from )?[\w'’.-]+(?: [\w'’.-]+){0,3}[\s,!.]*)",
    re.IGNORECASE,
)
# Words that also begin sentences: only a name may follow, written as one.
SHORT_CLOSING: Final = re.compile(
    r"\s*(?:bästa|best|cheers|br|kr|vh|kh|t)"
    r"(?:[\s,!.]*|[\s,!.]+(?-i:[A-ZÅÄÖÆØÜ])[\w'’.-]*(?: (?-i:[A-ZÅÄÖÆØÜ])[\w'’.-]*)?[\s.]*)",
    re.IGNORECASE,
)
SLASH_NAME: Final = re.compile(r"\s*[/~]\s?[^\W\d][\w'’.-]*(?:[ -][\w'’.-]+){0,3}\s*")
# Words that make a line part of the letter though a signature has begun.
FACT: Final = re.compile(
    r"faktur|allerg|\bkost(?:nad|\b)|specialkost|referens|\bref\b|\bgln\b|peppol|"
    r"org\.? ?n(?:umme)?r|invoice|billing|dietary|deltagare|lasku",
    re.IGNORECASE,
)
SENT_FROM: Final = re.compile(
    r"\s*(?:skickat från|skickades från|sent from|sent via|sendt fra|gesendet von|lähetetty|"
    r"hämta outlook|get outlook|hent outlook|hanki outlook|skaffa outlook|outlook (?:för|for)|"
    r"från min (?:iphone|ipad|mobil))\b",
    re.IGNORECASE,
)
BANNER: Final = re.compile(
    r"\s*[\[*_]*(?:caution|warning|varning|obs|observera|viktigt|notice|achtung|huom)?[\s:!*_\]]*(?:"
    r"external (?:e-?mail|sender)|externt? (?:mejl|mail|e-post|avsändare)|mejlet kommer från|"
    r"this (?:e-?mail|message) (?:originated|comes?|was sent|is) (?:from )?(?:an )?"
    r"(?:outside|external)|"
    r"(?:detta|det här|denna|den här)[^.]{0,40}(?:kommer|skickades|skickats) från[^.]{0,40}"
    r"(?:extern|utanför)|"
    r"du får inte ofta e-post från|you don.t often get e-?mail from|some people who received this|"
    r"vissa personer som tog emot|denne e-?mail kommer fra|du får ikke ofte|"
    r"\[?(?:extern|external|extern avsändare)\]?\s*$)",
    re.IGNORECASE,
)
DISCLAIMER: Final = Lined(
    "konfidentiell|sekretessbelag|mottagare|intended|confidential|only for the use|"
    "vertrauliche|fortrolig|personuppgift|your personal data|miljön|the environment|"
    "skriver ut|before printing|allmän handling|virus-free|virusfri|scanned",
    r"konfidentiell information|sekretessbelag|(?:avsedda?|rätt) mottagare|intended recipient|"
    r"(?:may be|contains?|is|are|and|strictly) confidential|confidential (?:information|and)|"
    r"intended solely|only for the use of|vertrauliche|fortrolige? oplysninger|"
    r"(?:behandla|hantera)[rs]? (?:vi )?(?:dina |era )?personuppgift|processes? your personal data|"
    r"tänk på miljön|consider the environment|innan du skriver ut|before printing|"
    r"e-post till .{1,60} är allmän handling|virus-free|virusfri|scanned (?:by|for)",
)
# What is small print below a signature, and may be a sentence of the letter elsewhere.
SMALL_PRINT: Final = Lined(
    "gdpr|dataskydd|personuppgift|personal data|privacy|integritetspolicy|disclaimer|"
    "konfidentiell|confidential",
    r"\bgdpr\b|dataskydd|personuppgift|personal data|privacy (?:policy|notice)|integritetspolicy|"
    r"disclaimer|konfidentiell|confidential",
)
# The sender says that they have typed into what is quoted.
FILLED_IN: Final = re.compile(
    r"fyll(?:t|er|de|a) i\b|ifyll(?:d|t|da)|"
    r"(?:mina |våra )?(?:svar\w*|uppgifter\w*) (?:\w+ ){0,3}(?:nedan|inne|inlagt|direkt|bland|"
    r"under|i (?:rött|blått|grönt|texten|ert|erat|din|ditt|citatet|mejlet|mailet|fet))|"
    r"(?:i|med) (?:rött|röd|blått|blå|grönt|grön|fetstil|kursiv)\b|(?:se|skrivit) (?:svar|inlagt)|"
    r"fill(?:ed|ing) (?:it |them |everything |this )?(?:in|out)|"
    r"(?:answer|repl|comment|detail)\w* (?:\w+ ){0,3}(?:below|inline|in-line|in (?:red|blue|bold|"
    r"the text|your (?:e-?mail|message)))|"
    r"(?:fylt|utfylt|udfyldt|fyldt) (?:ut|inn|ud)?|svar\w* (?:under|nedenfor|i rødt|i teksten)|"
    r"täyt(?:in|etty)|vastauks\w+ (?:alla|punaisella)|ausgefüllt|antworten (?:unten|in rot)",
    re.IGNORECASE,
)
# A line of a form: marks, label, examples and what is typed behind the colon.
FORM_LINE: Final = re.compile(
    r"(?P<marks>[>\s]*(?:(?:[-*•·]|\d{1,2}[.)]|[a-d]\))\s+)?)(?P<label>[^\W\d_][^\n:?(>,]{1,70}?)"
    r"(?P<examples>\s*(?:\([^()\n]{0,200}\)|,[^\n:?]{0,120}|/[^\n:?]{60,})?\s*)"
    r"[:?](?=\s|$)[ \t]*(?P<answer>[^\n]*)$"
)
# What may have been typed below a label: neither marked nor numbered, and no label.
TYPED_LINE: Final = re.compile(r"[>\s]*(?![-*•·]\s|\w{1,2}[.)]\s)[^\s>][^\n]*(?<![:?])$")
REPLY_SUBJECT: Final = re.compile(
    r"\s*(?:sv|re|aw|ang|antw|svar)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
FORWARD_SUBJECT: Final = re.compile(r"\s*(?:vb|fw|fwd|wg|vl|vs|vidarebef\w*)\s*:", re.IGNORECASE)
POSTSCRIPT: Final = re.compile(r"\s*p\.?\s?s\.?\b", re.IGNORECASE)
