"""The words of machines: subjects and sentences of bounces, automatic replies and lists.

For what carries no header that says so. Each is anchored or whole enough that a person who
answers or forwards such a mail (`Sv: Autosvar: …`) is not taken for the machine. Swedish and
English in full, the Nordic languages and German nearly so; of others what common systems write
into a subject. Repetitions are bounded, so the time is linear whatever a text holds; what is
sought in the letter's text stands behind its needles (`cues`), since almost no letter holds it.
"""

from __future__ import annotations

import re
from typing import Final

from mailreg.message.cues import Cue, Cues

# What systems put before the words that count: `**`, `[Postmaster]`, a bracket around them.
_LEAD = r"(?:\s*\[[^\]\n]{1,30}\])?[\W_]{0,10}"

_FAILED = (
    r"(?:(?:could|can)(?: ?not|n.t) be (?:delivered|sent)|(?:was|is|has been)? ?(?:not|un)[ -]?"
    r"deliver(?:ed|able)|(?:is |has been |was )?(?:delayed|blocked|bounced)|"
    r"delivery (?:failure|failed|error))"
)
BOUNCE_SUBJECT: Final = re.compile(
    rf"{_LEAD}(?:"
    r"olevererbar|(?:det )?(?:går|gick) inte att leverera|(?:ej|inte) levererat|leveransfel|"
    r"(?:meddelandet? |mejlet |e-post(?:en)? )?(?:kan|kunde) (?:inte|ej) levereras|"
    r"leverans(?:en misslyckades|meddelande|status|rapport)|returnerad e-post|"
    r"undeliver(?:able|ed)\b|returned (?:mail|e-?mail|message|to sender)|bounced? (?:e-?mail|mes)|"
    r"mail deliver\w* (?:fail|subsystem|system|warning|error|report|status|notif|delay|problem)|"
    r"delivery (?:status|failure|failed|has failed|report|notification|notice|error|delayed|"
    r"unsuccessful)|(?:permanent|e-?mail|message) delivery (?:failure|failed)|"
    rf"(?:your )?(?:message|e-?mail|mail)(?: to [^\s]{{1,200}}| you sent| status)?[ -]+{_FAILED}|"
    r"fail(?:ure|ed) (?:notice|delivery|mail\b)|mail fail(?:ed|ure)|mail (?:system )?error|"
    r"non[- ]?deliver|notice: mail delivery|(?:automatically )?rejected mail|processing error\s*$|"
    r"warning: (?:message|could not|e-?mail|delayed)|warning: [^\n]{1,200}(?:user unknown|delayed)|"
    r"considered unsolicited bulk|there was an error sending your mail|bounce\]|"
    r"unzustellbar|nicht zustellbar|zustellung fehlgeschlagen|fehler bei der (?:zu|nachrichten)|"
    r"leveringsfejl|(?:kan |kunne )?ikke (?:leveres|levert)|uleverbar|uleveret|ulevert|"
    r"ei (?:voitu |voida )?toimit|toimittam(?:atta|inen epäonn)|viestiä ei voi\w* toimittaa|"
    r"perille toimittam|non[ _]remis|échec de (?:la )?(?:remise|distribution)|"
    r"no se puede entregar|no entregado|non recapitabile|mancat[ao] (?:recapito|consegna)|"
    r"não (?:é possível entregar|entregue)|falha na entrega|onbestelbaar|"
    r"(?:kan )?niet (?:worden )?bezorgd|nie można dostarczyć|niedostarcz|nedoručiteln|"
    r"не ?доставлен|ваше сообщение не доставлено|kézbesíthetetlen|teslim edilemedi|"
    r"配信(?:不能|できません|に失敗)|メール配信に失敗|メッセージを配信できません|未送达|无法送达|退信|系统退信)",
    re.IGNORECASE,
)
# A bounce's own sentences: nobody else writes so.
BOUNCE_TEXT: Final = Cue(
    "deliver|leverera|this is the |ditt meddelande|your message|your e-mail|your email|"
    "your mail|following recipient|did not re|i'm sorry to have|was received at|"
    "transcript of|fatal errors|interscan|processed by the mail|you sent|mottagare kunde|"
    "meldingen din|din meddelelse|din besked|ihre nachricht|viestiäsi|votre message|"
    "no se pudo|messaggio non|uw bericht",
    r"this is the (?:qmail-send|deliver) program|this is the (?:mail (?:system|delivery|server)|"
    r"mailer-daemon|machine generated message)|hello, this is the (?:e-?mail|mail) server|"
    r"ditt meddelande (?:till [^\n]{1,200} )?"
    r"(?:nådde inte|kunde inte leverer|har inte levererats|gick inte att leverer)|"
    r"(?:det )?gick inte att leverera (?:till|meddelandet)|"
    r"your (?:message|e-?mail|mail) (?:did not reach|to [^\n]{1,200} (?:couldn.t|could not|wasn.t|"
    r"has been|was) (?:automatically )?(?:be )?(?:delivered|delayed|blocked|rejected)|"
    r"(?:could|can) ?not be (?:delivered|sent)|was not delivered|has been delayed|"
    r"has encountered delivery problems)|"
    r"delivery (?:has failed|to the following)|following recipients? (?:failed|could not)|"
    r"(?:did not reach|did not receive this message|undeliverable to) (?:the following|:)|"
    r"created automatically by (?:the )?mail delivery|i'm sorry to have to inform you|"
    r"could not be delivered to (?:one or more|the following)|"
    r"could not deliver (?:the|your) (?:mail|message)|"
    r"the original (?:message|mail) was received at|transcript of session follows|"
    r"had permanent fatal errors|had delivery problems|"
    r"i'm afraid i wasn't able to deliver|"
    r"(?:un|not )able to deliver (?:(?:the |your |this )?(?:following )?(?:message|mail|e-?mail))|"
    r"(?:is|this is) an? (?:automatically generated )?delivery (?:status|failure) notification|"
    r"message from interscan|recipients of your message have been processed by the mail server|"
    r"(?:message|mail)(?: that)? you sent (?:was undeliverable|could not|contained one or more)|"
    r"följande mottagare kunde inte|meldingen din (?:ble ikke|kunne ikke)|"
    r"din (?:meddelelse|besked) (?:kunne|blev) ikke|ihre nachricht (?:wurde nicht|konnte nicht)|"
    r"viestiäsi ei voi|votre message n.a pas (?:pu|été)|no se pudo entregar (?:el|su|tu) mensaje|"
    r"il (?:tuo|suo) messaggio non (?:è stato|ha)|uw bericht (?:kon|kan|is) niet",
)
# What a person may write too; together with the words of a mail server it is a bounce.
BOUNCE_HINT: Final = Cue(
    "deliver|to send|mail full|mail is full|mailbox |mail box |exceeds|over quota|"
    "unknown user|user unknown|no such user|not a valid user|invalid final|could not be sent|"
    "has been returned|kunde inte leverer|kunde inte skickas|brevlådan är full|未|无法|不能|не",
    r"(?:not|n.t) (?:be )?deliver|undeliver|deliver\w* (?:has )?fail|fail\w* to (?:deliver|send)|"
    r"mail(?:box)? (?:is |box )?(?:full|exceeds)|over quota|unknown user|user unknown|no such user|"
    r"not a valid user|invalid final delivery|could not be (?:sent|delivered)|has been returned|"
    r"kunde inte (?:leverer|skickas)|brevlådan är full|未|无法|不能|не может быть доставлено",
)
# That a mail has not arrived yet, and is tried again.
DELAY: Final = Cue(
    "delay|försen|fördröj|försök|will |still | yet|no action|warning message|need |past |"
    "forsink|viivästy|verzöger|différ|retrasad|ritardo",
    r"delayed|\bdelay\b|delivery delay|försena|fördröj|fortsätter att försöka|"
    r"will (?:be retried|keep trying|continue to (?:try|be)|retry|try (?:again|to deliver))|"
    r"still (?:being )?(?:trying|retried)|(?:has|have) not (?:yet )?been delivered yet|"
    r"no action is required|not need to (?:do anything|resend)|need not resend|"
    r"warning message only|for (?:the )?past \d+ hours?|"
    r"forsinket|viivästy|verzögert|différé|retrasad|ritardo",
)
SERVER_WORDS: Final = re.compile(
    r"\b[45]\.\d{1,3}\.\d{1,3}\b|\b(?:4[25]\d|55\d)[ -][\w<]|<[^<>\s@]{1,64}@[^<>\s]{1,190}>: |"
    r"(?:original (?:message|mail)|returned mail|copy of the message)(?: follows|[ -]{2,})|"
    r"failed recipients|remote host said|smtp|^received: (?:from|by) ",
    re.IGNORECASE | re.MULTILINE,
)
# What a calendar writes itself into the mail of somebody who accepts or declines.
CALENDAR_TEXT: Final = re.compile(
    r"(?im)^[^\n]{0,120}\b(?:has (?:accepted|declined|tentatively accepted|replied)|"
    r"har (?:accepterat|avböjt|tackat (?:ja|nej|kanske)|svarat|akseptert|avslått|accepteret|"
    r"afvist))\b[^\n]{0,200}$|^(?:when|när|where|var|who|vem|calendar|kalender|"
    r"invitation from|inbjudan från)\b[^\n]{0,200}$"
)
CALENDAR_SUBJECT: Final = re.compile(
    r"\s*(?:accepterat|avböjt|preliminärt(?: accepterat)?|accepted|declined|tentative|"
    r"tentatively accepted|godtatt|akseptert|avslått|accepteret|afvist|hyväksytty|hylätty|"
    r"zugesagt|abgelehnt)\s?:",
    re.IGNORECASE,
)
RECEIPT_SUBJECT: Final = re.compile(
    r"\s*(?:läst|läsbekräftelse|inte läst|ej läst|oläst|read|not read|lest|ulest|læst|ikke læst|"
    r"luettu|gelesen|ungelesen|read receipt|läskvitto|lu|leído|letto|gelezen|lida|przeczytano|"
    r"прочитано|已读|開封済み)\s*(?::|$)",
    re.IGNORECASE,
)
AUTO_SUBJECT: Final = re.compile(
    rf"{_LEAD}(?:autosvar|auto-svar|autom\w{{2,10}} (?:svar|besvarelse|antwort|abwesenheit|vastaus|"
    r"poissaolo|antwoord|odpowiedź|odpověď|odpoveď|válasz|atsakymas|atbilde|odgovor|yanıt)|"
    r"samodejni odgovor|автоматичен отговор|resposta automàtica|erantzun automatiko|"
    r"balasan otomatis|balasan automatik|trả lời tự động|תשובה אוטומטית|رد تلقائي|"
    r"ตอบกลับอัตโนมัติ|स्वचालित उत्तर|自动答复|자동 (?:회신|응답)|外出中|부재중|"
    r"(?:i am|i.m|[^\s:,]{1,40} [^\s:,]{1,40} is) (?:currently )?out of (?:the )?office|"
    r"[^\s:,]{1,40} [^\s:,]{1,40} är inte på kontoret|"
    r"we have received your (?:request|e-?mail|message|enquiry|inquiry)|"
    r"thank you for (?:contacting|e-?mailing) us|mottagningsbekräftelse|"
    r"(?:bekräftelse: )?(?:vi|we) har (?:tagit emot|mottagit) (?:ditt|er|ert) (?:ärende|mejl|mail)|"
    r"auto(?:matic|mated)?[- ]?(?:reply|response|responder)|automated message|auto\s*:|"
    r"out of (?:the )?office|out-of-office|ooo\b|vacation (?:reply|response|message|notice)|"
    r"away from (?:my )?(?:mail|office|desk)|absence notice|on (?:annual|parental|sick) leave|"
    r"frånvaro(?:meddelande|avisering|assistent)|"
    r"(?:frånvaro|frånvarande|semester|fravær|poissa|abwesend|urlaub|ferie|absence|absent|ausente|"
    r"ausencia|ausência|assenza|afwezig|fraværende|ikke til stede|absent\(e\)|abwesenheit|"
    r"absence du bureau|ausência temporária|nieobecność|nieobecny|nieobecna|vacation|on vacation|"
    r"annual leave|föräldraledig|tjänstledig|im urlaub|congés?|en congés?|lomalla|permisjon|"
    r"нет на месте|отсутствие|отсутствую|不在|休假)\s*:|(?:jag|vi) (?:är|har) (?:på )?semester|"
    r"(?:ej|inte|ikke|nicht) (?:på|til stede på|im) (?:kontoret|büro)|"
    r"fraværs(?:melding|besked|assistent)|ude af kontoret|automaattivastaus|automaatvastus|"
    r"poissaolo(?:ilmoitus|viesti)|poissa toimistosta|olen lomalla|abwesenheits|"
    r"ich bin (?:im urlaub|nicht im büro|abwesend)|eingangsbestätigung|"
    r"réponse automatique|message d.absence|absent du bureau|accusé de réception|"
    r"respuesta automática|fuera de (?:la )?oficina|resposta automática|fora do escritório|"
    r"risposta automatica|fuori (?:sede|ufficio)|afwezigheid|odpowiedź automatyczna|"
    r"autoodpowiedź|poza biurem|mimo kancelář|răspuns automat|sjálfvirkt svar|"
    r"автоматич\w{2,6} (?:ответ|відповідь)|автоответ|αυτόματη απάντηση|otomatik yanıt|"
    r"自动回复|自動回覆|自動応答|自動返信)|"
    r"[^\n]{0,400}[([](?:auto(?:mati[ck]|mated|matiskt)?[- ]?(?:reply|response|svar)|"
    r"out of (?:the )?office)[)\]]\s*$",
    re.IGNORECASE,
)
AUTO_TEXT: Final = Cues(
    {
        "auto|авто": (
            r"(?:detta|det här|denna) (?:är|mejl|mail|meddelande|e-?post|svar|brev|utskick)"
            r"[^\n.]{0,30}\b(?:automatisk|autosvar|automatgenerera)|"
            r"automatiskt (?:genererat|utskick|utsänt|skickat (?:mejl|meddelande))|"
            r"this is an? (?:[\w-]{1,20} ){0,2}(?:automat|auto-?(?:generated|reply|response))|"
            r"this (?:message|e-?mail) is an? (?:automat|auto-?(?:generated|reply|response))|"
            r"this (?:message|e-?mail|mail|reply) (?:was|is|has been) (?:sent |generated )?"
            r"automatically|automatically generated (?:message|e-?mail|reply|response)|"
            r"dette er (?:et|en|ei) auto(?:matisk|svar|generer)|"
            r"denne (?:mail|e-?mail|e-?post|meddelelse|melding)\w* "
            r"er (?:(?:sendt|generert) )?automatisk|"
            r"tämä on automaat|dies ist eine automat|"
            r"diese (?:e-?mail|nachricht|mail) (?:wurde|wird) automatisch|"
            r"automatisch (?:generierte|erstellte|erzeugte) (?:e-?mail|nachricht|antwort)|"
            r"ceci est un[e]? [^\n.]{0,30}automatique|(?:généré|envoyé)e? automatiquement|"
            r"est[ea] es un[a]? [^\n.]{0,30}automátic|questo è un [^\n.]{0,30}automatic|"
            r"esta é uma (?:mensagem|resposta) automática|dit is een automatisch|"
            r"wiadomość [^\n.]{0,30}automatycznie|"
            r"это (?:письмо|сообщение) создано автоматически"
        ),
        "återkalla|recall": r"vill återkalla meddelandet|would like to recall the message",
        "do not reply": r"do not reply (?:directly )?to this (?:e-?mail|message|mail)",
        "att svara på": (
            r"(?:mejl|mail|meddelande|brev|utskick)\w*[^\n.]{0,30} går (?:inte|ej) att svara på"
        ),
        "svara inte|svara ej": (
            r"(?:svara inte|svara ej) på (?:detta|det här) (?:mejl|mail|meddelande|e-?post|brev)"
        ),
        "registrerats|skapats|mottagits": (
            r"(?:ärende|meddelande|mejl|e-post)(?:t)? har (?:nu )?"
            r"(?:registrerats|skapats|mottagits) (?:med|som|och (?:fått|har))|"
            r"ärende(?:t)? har (?:nu )?(?:registrerats|skapats)"
        ),
        "ärendenummer": r"(?:ditt|er|ert) ärendenummer är",
        "your request|your ticket|your case|your enquiry|your inquiry": (
            r"your (?:request|ticket|case|enquiry|inquiry)\b[^\n.]{0,60}(?:has been|was) "
            r"(?:received|created|registered|logged|opened|assigned)"
        ),
        "bevakas|monitored": (
            r"(?:brevlåda|adress)\w* som inte bevakas|"
            r"(?:mailbox|inbox|address) is not (?:being )?monitored"
        ),
        "able to read your": (r"(?:unable|not able) to read your (?:message|e-?mail)"),
        # a stranger's letter is kept back until its sender has proved to be a person
        "this account is|waitlisted": (
            r"this account is protected by|your message [^\n]{0,200}has been waitlisted"
        ),
        "link": (
            r"(?:click|follow|visit) [^.]{0,60}link[^.]{0,120}(?:ensure delivery|deliver your|"
            r"allowed list|approved senders?|verify (?:that )?you)"
        ),
        "svar ikke|ikke svar": r"(?:svar ikke|ikke svar) på denne",
        "kan ikke besvares": (
            r"denne (?:mail|e-?mail|e-?post|meddelelse|melding)\w* kan ikke besvares"
        ),
        "tähän": r"älä vastaa tähän|tähän viestiin ei voi vastata",
        "répondre": r"ne pas répondre à ce",
        "no responda": r"no responda a este",
        "non rispondere": r"non rispondere a quest",
    }
)
ABSENCE: Final = Cue(
    "semester|ledig|bortrest|frånvarande|out of |away |leave|vacation|holiday|ferie|"
    "permisjon|bortreist|lomalla|poissa|läser inte|läses inte|ich |je suis|je serai|estoy|"
    "estaré|ik ben|på kontoret|tjänsteresa|sjukskriven|vabbar|slutat|inte längre|utbildning|"
    "på kurs|begränsad|deltid|no longer|travelling|traveling|limited access|bevakas|"
    "används inte|monitored| in use|kontoret|puhkusel|szabadság|urlop|dovolen|отпуск|fríi|"
    "sono |estou |utilis",
    r"\b(?:jag|vi|i|jeg|undertecknad)(?: är|.m| am|'m| er| har| holder)? (?:[\w-]{1,30} ){0,4}"
    r"(?:semester|ledig|föräldraledig|tjänstledig|bortrest|frånvarande|out of (?:the |my )?office|"
    r"away until|away from (?:the|my) (?:office|desk)|on (?:\w{1,20} )?leave|"
    r"on (?:vacation|holiday)|ferie|permisjon|bortreist|inte på kontoret|ej på kontoret|"
    r"ikke på kontoret|ute av kontoret|tjänsteresa|sjukskriven|vabbar|ute på kurs|deltid|"
    r"travell?ing|limited access)|"
    r"\bjag (?:arbetar|jobbar|är) inte längre (?:kvar )?(?:på|hos|i|vid|anställd)|"
    r"\bjag har slutat (?:min anställning|på|hos|i|vid)|"
    r"\bi no longer work (?:at|for|here)|begränsad möjlighet att läsa|"
    r"limited access to (?:my )?e-?mail|"
    r"(?:e-?post(?:adress)?(?:en)?|adress(?:en)?|brevlåda(?:n)?)\b[^\n.]{0,20} "
    r"(?:används inte|bevakas inte|inte bevakas)|(?:brevlåda|adress) som inte bevakas|"
    r"(?:mailbox|address|inbox) is (?:not|no longer) (?:monitored|in use)|"
    r"olen (?:\w{1,30} )?(?:lomalla|poissa)|"
    r"läser inte (?:min |mina |denna )?(?:mejl|mail|e-post|brevlåda)|brevlådan läses inte|"
    r"ich (?:bin|befinde mich) (?:[\w.]{1,20} ){0,6}"
    r"(?:im urlaub|nicht im (?:büro|haus)|abwesend|nicht erreichbar|in elternzeit)|"
    r"je (?:suis|serai) (?:[\w.]{1,20} ){0,4}(?:absente?|en congés?)|"
    r"(?:estoy|estaré) (?:\w{1,20} ){0,4}(?:fuera de|ausente|de vacaciones)|"
    r"sono (?:\w{1,20} ){0,3}(?:fuori (?:ufficio|sede)|in ferie|assente)|"
    r"estou (?:\w{1,20} ){0,3}(?:ausente|de férias|fora do)|"
    r"ik ben (?:\w{1,20} ){0,4}(?:afwezig|met vakantie)|"
    r"na urlopie|na dovolené|в отпуске|olen puhkusel|szabadságon vagyok|er í fríi",
)
ABSENCE_ADVICE: Final = re.compile(
    r"brådskande|\bakut\b|åter (?:på|i|den|till|igen|mån|tis|ons|tor|fre)|är tillbaka|"
    r"tillbaka (?:den|på)|kontakta (?!mig\b|oss\b)|"
    r"svarar (?:på ditt (?:mejl|mail) )?så (?:snart|fort)|"
    r"min ersättare|vidarebefordras|läser (?:din|min|mina)? ?(?:mejl|mail|e-post)|"
    r"\burgent|will (?:return|be back|be slow)|slow to respond|"
    r"back (?:on|in)\b|back (?:mon|tues|wednes|thurs|fri)day|please contact|"
    r"er tilbake|tilbage|haster|hastesaker|ta kontakt|kontakt (?:venligst|vennligst|gjerne)|"
    r"palaan|ota(?:than)? yhteyttä|kiireellis|besvaras av|"
    r"dringend|wenden sie sich|(?:wieder )?(?:zurück|erreichbar)|vertretung|weitergeleitet|"
    r"de retour|urgence|urgenze|urgencias|urgência|contacte[rz]?|contattare|"
    r"(?:regres|volver)(?:o|é|aré)\b|terug op|neem contact op|contact opnemen|"
    r"pilnych|naléhav|срочным|kiirete|sürgős|hafið samband",
    re.IGNORECASE,
)
# A desk's receipt in words of its own; one person says `I`, and when.
RECEIPT_TEXT: Final = Cue(
    "tagit emot|mottagit|besvarar|svarar på|svarer|återkommer|received|respond|get back|mottatt|"
    "mottaget|vender tilbage|vastaamme|melden|bien reçu",
    r"\bvi har (?:nu )?(?:tagit emot|mottagit) (?:ditt|er|ert|din)\b[^\n]{0,120}\b"
    r"(?:återkommer|besvara|svara|handlägg)|"
    r"\bvi (?:besvarar|svarar på|återkommer)\b[^\n]{0,60}\b(?:inom|så snart|snarast|så fort)\b|"
    r"\bwe have received your (?:e-?mail|message|request|enquiry|inquiry)[^\n]{0,120}\b"
    r"(?:get back|respond|reply|within)|"
    r"your (?:message|e-?mail) has been received[^\n]{0,120}\b(?:respond|reply|get back|shortly)|"
    r"\bvi har mot(?:tatt|taget) din (?:e-?post|henvendelse|mail)|"
    r"\bvi (?:svarer|vender tilbage)[^\n]{0,40}(?:så snart|hurtigst|innen|inden)|"
    r"vastaamme [^\n]{0,40}mahdollisimman pian|"
    r"werden uns (?:schnellst|umgehend|so bald)[^\n]{0,60}melden|"
    r"avons bien reçu votre (?:message|e-?mail|courriel|demande)",
)
# What a person who is away for a while writes about nevertheless.
BUSINESS: Final = re.compile(
    r"anmäl|avanmäl|avbok|deltag|\bplats|allerg|faktur|konferens|regist(?!rator)|seat|"
    r"attend|invoice|påmeld|tilmeld|ilmoittaud",
    re.IGNORECASE,
)
# What answers a question of ours, whoever is away: an address, a number, a yes or no.
ANSWER: Final = re.compile(
    r"\b\d{3} ?\d{2} [^\W\d]|\bbox \d|\b\d{6}-\d{4}\b|\A\s*(?:ja|nej|jo|yes|no)\b(?! longer)|"
    r"kommer gärna|vill (?:gärna )?komma|like to come",
    re.IGNORECASE,
)
LIST_FOOTER: Final = Cue(
    "mailing list|mailinglist|sändlista|postlista|unsubscribe|prenumer|"
    "you received this message|anmält dig till vårt",
    r"^_{20,}\n[^\n]{0,200}(?:mailing list|sändlista|e-postlista|postlista|mailinglist)|"
    r"^to unsubscribe from this (?:group|list)|"
    r"^you received this message because you are subscribed to|"
    r"(?:avsluta|avregistrera) (?:din )?prenumeration(?:en)?\b|"
    r"(?:du får (?:detta|det här)[^\n]{0,60}(?:prenumerer|anmält dig till vårt))|"
    r"\bunsubscribe\b[^\n]{0,60}(?:\||preferences|here|https?:)",
    re.IGNORECASE | re.MULTILINE,
)
