"""The words of machines: subjects and sentences of bounces, automatic replies and lists.

For what carries no header that says so. Each is anchored or whole enough that a person who
answers or forwards such a mail (`Sv: Autosvar: …`) is not taken for the machine.
"""

from __future__ import annotations

import re
from typing import Final

BOUNCE_SUBJECT: Final = re.compile(
    r"\s*(?:olevererbart|olevererbar|det går inte att leverera|kan inte levereras|ej levererat|"
    r"undeliverable|undelivered mail|undeliverable mail|mail delivery (?:failed|failure|subsystem)|"
    r"delivery status notification|delivery (?:failure|failed|has failed)|message delivery failure|"
    r"returned mail|failure notice\s*$|non[- ]?delivery|mail (?:system )?error|"
    r"unzustellbar|nicht zustellbar|leveransfel|leveringsfejl|"
    r"(?:kan )?ikke (?:leveres|levert)|uleverbar|uleveret|ei (?:voitu |voida )?toimit\w+|"
    r"toimittamatta|viestiä ei voi\w* toimittaa|warning: (?:message|could not)|non remis|"
    r"leverans(?:meddelande|status|rapport)\w*)",
    re.IGNORECASE,
)
BOUNCE_TEXT: Final = re.compile(
    r"this is the qmail-send program|ditt meddelande (?:till [^\n]{1,200} )?"
    r"(?:nådde inte|kunde inte leverer|har inte levererats|gick inte att leverer)|"
    r"your message (?:did not reach|to [^\n]{1,200} (?:couldn.t|could not|wasn.t|has been) "
    r"(?:be )?(?:delivered|delayed|blocked|rejected)|could not be delivered|was not delivered)|"
    r"delivery (?:has failed|to the following)|following recipients? (?:failed|could not)|"
    r"created automatically by (?:the )?mail delivery|i'm sorry to have to inform you|"
    r"could not be delivered to one or more|could not deliver (?:the|your) (?:mail|message)|"
    r"the original message was received at|följande mottagare kunde inte|"
    r"meldingen din (?:ble ikke|kunne ikke)|din (?:meddelelse|besked) (?:kunne|blev) ikke|"
    r"ihre nachricht (?:wurde nicht|konnte nicht)|viestiäsi ei voi",
    re.IGNORECASE,
)
RECEIPT_SUBJECT: Final = re.compile(
    r"\s*(?:läst|inte läst|ej läst|oläst|read|not read|lest|ulest|læst|ikke læst|luettu|gelesen|"
    r"ungelesen|read receipt|läskvitto)\s*(?::|$)",
    re.IGNORECASE,
)
AUTO_SUBJECT: Final = re.compile(
    r"\s*(?:autosvar|auto-svar|automatiskt svar|automatisk (?:svar|besvarelse)|"
    r"auto(?:matic|matisk|mated)?[- ]?(?:reply|response|responder)|automated message|auto\s*:|"
    r"out of (?:the )?office|out-of-office|ooo\b|vacation (?:reply|response|message|notice)|"
    r"away from (?:my )?(?:mail|office|desk)|absence notice|"
    r"frånvaro(?:meddelande|avisering|assistent)|frånvaro\s*:|frånvarande\s*:|semester\s*:|"
    r"(?:ej|inte|ikke) (?:på|til stede på) kontoret|fraværs(?:melding|besked|assistent)|"
    r"fravær\s*:|ude af kontoret|automaattinen (?:vastaus|poissaolo)|automaattivastaus|"
    r"poissaolo(?:ilmoitus|viesti)|poissa (?:toimistosta|:)|abwesenheits\w+|abwesend\s*:|"
    r"automatische (?:antwort|abwesenheit)|réponse automatique)",
    re.IGNORECASE,
)
AUTO_TEXT: Final = re.compile(
    r"(?:detta|det här|denna) (?:är|mejl|mail|meddelande|e-?post|svar|brev|utskick)[^\n.]{0,30}"
    r"\b(?:automatisk|autosvar|automatgenerera)|"
    r"automatiskt (?:genererat|utskick|utsänt|skickat (?:mejl|meddelande))|"
    r"this (?:is an?|message is an?|e-?mail is an?) (?:automat|auto-?(?:generated|reply|response))|"
    r"this (?:message|e-?mail|mail|reply) (?:was|is|has been) (?:sent |generated )?automatically|"
    r"automatically generated (?:message|e-?mail|reply|response)|"
    r"(?:please )?do not reply (?:directly )?to this (?:e-?mail|message|mail)|"
    r"(?:mejl|mail|meddelande|brev|utskick)\w*[^\n.]{0,30} går (?:inte|ej) att svara på|"
    r"(?:svara inte|svara ej) på (?:detta|det här) (?:mejl|mail|meddelande|e-?post|brev)|"
    r"dette er (?:et|en) auto(?:matisk|svar|generer)|tämä on automaat|dies ist eine automat|"
    r"(?:ärende|meddelande|mejl|e-post)(?:t)? har (?:nu )?(?:registrerats|skapats|mottagits) "
    r"(?:med|som|och (?:fått|har))|ärende(?:t)? har (?:nu )?(?:registrerats|skapats)|"
    r"your (?:request|ticket|case|enquiry|inquiry)\b[^\n.]{0,60}(?:has been|was) "
    r"(?:received|created|registered|logged|opened|assigned)",
    re.IGNORECASE,
)
ABSENCE: Final = re.compile(
    r"\b(?:jag|vi|i|jeg|vi|undertecknad)(?: är|.m| am|'m| er)? (?:[\w-]+ ){0,4}(?:semester|ledig|"
    r"föräldraledig|tjänstledig|bortrest|frånvarande|out of (?:the |my )?office|on (?:\w+ )?leave|"
    r"on (?:vacation|holiday)|ferie|permisjon|bortreist)\b|olen (?:\w+ )?(?:lomalla|poissa)|"
    r"läser inte (?:min |mina |denna )?(?:mejl|mail|e-post|brevlåda)|brevlådan läses inte",
    re.IGNORECASE,
)
ABSENCE_ADVICE: Final = re.compile(
    r"brådskande|åter (?:på|i|den|till|igen|mån|tis|ons|tor|fre)|är tillbaka|tillbaka (?:den|på)|"
    r"vänligen kontakta|kontakta (?:vår|växeln|kommunens|min)|\burgent|will (?:return|be back)|"
    r"back (?:on|in)\b|please contact|er tilbake|tilbage (?:den|på)|haster|palaan|besvaras av",
    re.IGNORECASE,
)
# What a person who is away for a while writes about nevertheless.
BUSINESS: Final = re.compile(
    r"anmäl|avanmäl|avbok|deltag|plats|allerg|faktur|konferens|regist|seat|attend|invoice|påmeld|"
    r"tilmeld|ilmoittaud",
    re.IGNORECASE,
)
LIST_FOOTER: Final = re.compile(
    r"^_{20,}\n[^\n]{0,200}(?:mailing list|sändlista|e-postlista|postlista|mailinglist)|"
    r"^to unsubscribe from this (?:group|list)|"
    r"^you received this message because you are subscribed to|"
    r"(?:avsluta|avregistrera) (?:din )?prenumeration(?:en)?\b|"
    r"(?:du får (?:detta|det här)[^\n]{0,60}(?:prenumerer|anmält dig till vårt))|"
    r"\bunsubscribe\b[^\n]{0,60}(?:\||preferences|here|https?:)",
    re.IGNORECASE | re.MULTILINE,
)
