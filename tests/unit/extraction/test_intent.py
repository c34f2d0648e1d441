"""What a letter asks for, in many people's words."""

from __future__ import annotations

import pytest

from mailreg.extraction import Intent
from tests.unit.extraction.letters import extract_of

# Each row: subject, letter.
REGISTER = [
    ("Konferensen", "Hej! Har ni möjlighet att peta in en till på torsdag? Det gäller mig."),
    ("Hej", "Skulle det gå för sig att få sitta med på konferensen den 23 mars?"),
    ("fråga", "är det kört eller finns det nån chans att hänga med den 23:e? äter allt"),
    ("Sent", "Jag är så ledsen att jag är sen men skulle så gärna vilja få en stol hos er."),
    ("En fråga", "Vem pratar jag med om jag vill ha två platser till mina kollegor?"),
    ("Mötesplats", "Var snäll och sätt upp Karin Holm på listan. Hon äter vegetariskt."),
    ("Mötesplats", "Min chef vill att jag åker på er dag. Referens 4411, Solby kommun."),
    ("Mötesplats", "Kommunstyrelsen har beslutat att Per Ek och Karin Holm ska representera oss."),
    ("Ombud", "Här kommer namnen på våra ombud: Per Ek och Karin Holm."),
    (
        "Två från oss",
        "Vi blir två: Per Ek och Karin Holm. Fakturan till Solby kommun, 123 45 Solby.",
    ),
    ("Hej", "Undrar om ni kan ta emot ett sent påhugg? Jag heter Per Ek och är vegan."),
    ("Hej", "Om någon hoppar av tar jag gärna den platsen. Per Ek, Solby kommun."),
    ("Hej", "Jag hann aldrig anmäla mig i tid. Går det att ordna ändå? /Per Ek"),
    (
        "Anmälan",
        "Glömde anmäla mig innan det stängde. Finns det någon plats? Per Ek, Solby kommun.",
    ),
    ("Hej", "Jag trodde jag var anmäld men ser nu att jag inte är det. Kan ni lägga till mig?"),
    (
        "Hej",
        "Min kollega blev sjuk och hann aldrig anmäla sig, så jag vill gärna komma på konferensen.",
    ),
    ("Hej", "Anmäl gärna in Per Ek också. Själv kan jag inte komma."),
    ("Hej", "Jag kommer inte själv men vill anmäla Per Ek och Karin Holm till konferensen."),
    ("Hej", "Vi vill ha med ytterligare en person från Solby, utöver dem vi redan anmält: Per Ek."),
    ("Hej", "Jag tar gärna emot en plats om det blir någon över. Finns det parkering också?"),
    ("Hej", "Finns det fortfarande biljetter? I så fall köper jag en. Vad kostar det?"),
    ("Hej", "Här är min anmälan. Namn: Per Ek. Allergi: ägg. Faktura: Solby kommun, 123 45 Solby."),
    (
        "Anmälan",
        "Vill vara säker på att avbokning går bra innan jag anmäler mig, men räkna med mig!",
    ),
    ("Late", "Is there any way you could fit one more in? It would be just me, no allergies."),
    ("Late", "I would very much appreciate a seat. I'd be happy to stand if need be."),
    ("Late", "Our director has decided that Ann Lee and Bob Ray should go. Please add them."),
    ("Late", "Please could you sign up my colleague Ann Lee for the conference?"),
    ("Late", "I know I have missed the deadline, but might there be room for one more?"),
    ("Late", "If anyone cancels, I would love to take their place."),
    ("Late", "I won't be there myself but please put Ann Lee down for the conference."),
    ("Sen", "Jeg håper det er mulig å få en plass selv om fristen har gått ut."),
    ("Sen", "Kan dere melde på to fra oss? Kari Dahl og Ola Moe. Faktura til Nordvik kommune."),
    ("Sen", "Må jeg få lov at komme med, selv om jeg er sent ude?"),
    ("Sen", "Er der stadig plads til en enkelt deltager den 23. marts?"),
    ("Myöhässä", "Olisiko vielä mahdollista päästä mukaan konferenssiin? En ole allerginen."),
    ("Myöhässä", "Ilmoitan kaksi henkilöä: Matti Virtanen ja Liisa Korhonen."),
    ("Spät", "Gibt es noch einen Platz für mich? Ich bin Vegetarierin."),
    ("Spät", "Hiermit melde ich Frau Schulz und Herrn Meier für die Tagung an."),
]

AMEND = [
    ("Konferensen", "Jag skrev fel referens i morse, den ska vara 4412 och inget annat."),
    ("Konferensen", "Hej igen! Glömde tala om att jag inte tål ägg."),
    (
        "Re: Bekräftelse",
        "Tack! En sak bara: jag är allergisk mot nötter, det missade jag att skriva.",
    ),
    ("Konferensen", "Jag är anmäld men vill hellre gå på AI-seminariet, går det att ordna?"),
    (
        "Konferensen",
        "Per Ek som vi anmälde förra veckan har fått förhinder. Karin Holm tar hans plats.",
    ),
    ("Konferensen", "Byt namn på min plats till Karin Holm, tack."),
    ("Konferensen", "Karin Holm ersätter mig på konferensen eftersom jag har blivit sjuk."),
    ("Konferensen", "Kan jag överlåta min plats till Karin Holm? Hon är vegan."),
    (
        "Konferensen",
        "Fakturaadressen jag uppgav stämmer inte, rätt är Solby kommun, FE 1, 123 45 Solby.",
    ),
    ("Konferensen", "Vi har bytt fakturaadress sedan jag anmälde oss: Box 2, 123 45 Solby."),
    ("Konferensen", "Ni saknar fakturauppgifter för Per Ek: Solby kommun, Box 1, 123 45 Solby."),
    (
        "Avanmälan/ändring",
        "Jag kan inte komma på torsdag, men Karin Holm kommer i stället för mig.",
    ),
    (
        "Konferensen",
        "Jag är anmäld till förbundsmötet men hinner inte dit. Stryk det, resten gäller.",
    ),
    ("Konferensen", "Ta bort gluten från min anmälan, det gällde min son."),
    (
        "Konferensen",
        "Jag har redan anmält mig. Nu vet jag att jag också vill vara med på förbundsmötet.",
    ),
    (
        "Registration",
        "I registered yesterday but gave you the wrong reference. It should be LP-12.",
    ),
    ("Registration", "Forgot to mention in my registration that I am allergic to eggs."),
    ("Registration", "Ann Lee will be taking Bob Ray's place. She is a vegetarian."),
    ("Registration", "Could you swap Bob Ray for Ann Lee? He is down with the flu."),
    ("Registration", "As requested, our billing address: Lantern AB, Box 1, 123 45 Solby."),
    ("Registration", "I'm booked already; please move me to the AI seminar."),
    ("Påmelding", "Jeg er påmeldt, men glemte å si at jeg er allergisk mot egg."),
    ("Tilmelding", "Jeg er blevet syg, så Mette Holm kommer i stedet for mig."),
    (
        "Tilmelding",
        "Jeg tilmeldte mig i går. EAN-nummeret var forkert, det skal være 5790001234560.",
    ),
    (
        "Ilmoittautuminen",
        "Ilmoittauduin eilen, mutta unohdin kertoa, että olen allerginen kalalle.",
    ),
    ("Anmeldung", "Ich habe mich gestern angemeldet. Leider war die Rechnungsadresse falsch."),
    ("Anmeldung", "Ich bin krank geworden. An meiner Stelle kommt Frau Schulz."),
]

CANCEL = [
    ("Konferensen", "Jag blir tyvärr tvungen att hoppa av konferensen."),
    ("Konferensen", "Min son har fått feber så jag kan inte komma på torsdag."),
    ("Konferensen", "Ta bort mig från deltagarlistan, jag har fått annat att göra."),
    ("Konferensen", "Jag måste lämna återbud för Per Ek. Vi andra kommer."),
    ("Konferensen", "Tyvärr måste jag säga att jag inte kan delta. Ge platsen till någon annan."),
    ("Konferensen", "Jag ser mig nödsakad att avstå från min plats på konferensen."),
    ("Konferensen", "Kan ni avboka mig? Jag får inte loss tiden."),
    ("Konferensen", "Är det för sent att avanmäla sig? Jag ligger i influensa och kommer inte."),
    ("Konferensen", "Jag drar tillbaka min anmälan."),
    ("Konferensen", "Jag har anmält mig men kan tyvärr inte delta på grund av sjukdom."),
    ("SV: Bekräftelse", "Tyvärr blir det ingen konferens för mig. Vi är dubbelbokade."),
    ("Konferensen", "Stryk Karin Holm från listan är ni snälla, hon är sjuk."),
    ("Konferensen", "Jag vill avboka båda våra platser."),
    ("Registration", "Something has come up and I won't be able to make it on Thursday."),
    ("Registration", "Please take Bob Ray off the list. The rest of us are still coming."),
    ("Registration", "I regret that I must withdraw from the conference."),
    ("Registration", "Could you cancel my seat? My train has been cancelled."),
    ("Registration", "Sadly we can no longer attend. Please give our seats to someone else."),
    ("Påmelding", "Jeg må dessverre trekke meg, jeg er blitt syk."),
    ("Påmelding", "Kan dere melde meg av? Jeg rekker det ikke likevel."),
    ("Tilmelding", "Jeg bliver desværre nødt til at melde afbud til konferencen."),
    ("Tilmelding", "Jeg er blevet forhindret og kan ikke deltage alligevel."),
    ("Peruutus", "Joudun valitettavasti perumaan osallistumiseni."),
    ("Peruutus", "Olen sairastunut enkä pääse konferenssiin."),
    ("Absage", "Leider muss ich meine Teilnahme absagen."),
    ("Absage", "Ich kann leider doch nicht kommen, mein Kind ist krank."),
]

QUESTION = [
    ("Fråga", "När öppnar insläppet till konferensen?"),
    ("Fråga", "Kommer konferensen att spelas in så att man kan se den i efterhand?"),
    ("Konferensen", "Jag är anmäld sedan länge. Hur hittar man till lokalen från T-centralen?"),
    ("Konferensen", "Går det att avboka kostnadsfritt om man blir sjuk?"),
    ("Konferensen", "Hur fungerar avbokning om någon av våra ombud blir sjuk i sista stund?"),
    ("Konferensen", "Vi funderar på att anmäla någon men vill först veta vad det kostar."),
    ("Konferensen", "Jag ska inte delta själv men skriver om dagen. Vem kan jag intervjua?"),
    ("Konferensen", "Har ni fått min anmälan? Jag har inte hört något."),
    ("Konferensen", "Jag behöver ingen plats, men vill gärna ha presentationerna efteråt."),
    ("Konferensen", "Vad är ert organisationsnummer? Vi ska lägga upp er som leverantör."),
    ("Konferensen", "Hej, vilket hotell rekommenderar ni i närheten av Münchenbryggeriet?"),
    ("Konferensen", "Blir det något nytt tillfälle nästa år? Jag kan inte komma i år."),
    ("Question", "Will there be vegetarian food at the lunch?"),
    ("Question", "I'm already registered. What time does the conference finish?"),
    ("Question", "I can't attend this year, but will the talks be put online?"),
    ("Question", "Do you have a list of the exhibitors you could send me?"),
    ("Question", "What is your cancellation policy for the conference?"),
    ("Spørsmål", "Jeg er påmeldt. Finnes det parkering ved lokalet?"),
    ("Spørsmål", "Hvornår begynder konferencen om morgenen?"),
    ("Kysymys", "Mihin aikaan konferenssi alkaa? Onko siellä pysäköintipaikkaa?"),
    ("Frage", "Wann beginnt die Konferenz, und gibt es Parkplätze?"),
]

OTHER = [
    ("Viktigt", "Er brevlåda är full. Klicka på länken och logga in: https://brev.example/login"),
    (
        "Säkert dokument",
        "Du har fått ett dokument. Logga in med ditt lösenord: https://fil.example",
    ),
    (
        "Faktura",
        "Er faktura är obetald. Betala inom 24 timmar för att undvika inkasso. https://x.example",
    ),
    (
        "Invoice",
        "Your account will be suspended. Verify your account here: https://x.example/verify",
    ),
    ("Paket", "Ditt paket kunde inte levereras. Betala tullavgiften här: https://post.example"),
    ("Attendee list", "We can offer the attendee list of your event, 1,200 contacts. Interested?"),
    ("Samarbete", "Vi hjälper er att synas högst upp på Google. Boka en demo! https://seo.example"),
    ("Arv", "I am the lawyer of a late client and you are the beneficiary of 4 million dollars."),
    ("Hej", "Hej Moa! Ska vi ta en fika på lördag? Kram Karin"),
    (
        "Simskolan",
        "Hej! Jag vill anmäla Vilgot, 6 år, till simskolan i juni. Han är allergisk mot ägg.",
    ),
    ("Bord", "Hej, jag vill boka bord för fyra på lördag kl 19. En av oss är vegan. Namn: Per Ek."),
    ("Tvättid", "Vem har tagit min tvättid på torsdag? /Karin, 3 tr"),
    ("Årsmöte", "Kallelse till årsstämma i bostadsrättsföreningen Eken. Anmälan till styrelsen."),
]

BY_INTENT = {
    Intent.REGISTER: REGISTER,
    Intent.AMEND: AMEND,
    Intent.CANCEL: CANCEL,
    Intent.QUESTION: QUESTION,
    Intent.OTHER: OTHER,
}
ROWS = [(intent, *row) for intent, rows in BY_INTENT.items() for row in rows]


@pytest.mark.parametrize(("intent", "subject", "text"), ROWS)
def test_a_letter_means_what_it_asks_for(intent: Intent, subject: str, text: str) -> None:
    assert extract_of(text, subject=subject).intent is intent
