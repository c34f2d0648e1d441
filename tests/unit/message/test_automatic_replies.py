"""Automatic replies without a header that says so, in the languages and makes that desks meet."""

from __future__ import annotations

import pytest

from mailreg.message import Origin
from tests.unit.message.mails import mail, read

SUBJECTS = (
    "Autosvar: {}", "Automatiskt svar: {}", "Automatic reply: {}", "Automatisk svar: {}",
    "Automaattinen vastaus: {}", "Automatische Antwort: {}", "Réponse automatique : {}",
    "Respuesta automática: {}", "Risposta automatica: {}", "Automatisch antwoord: {}",
    "Resposta automática: {}", "Automatyczna odpowiedź: {}", "Automatická odpověď: {}",
    "Automatická odpoveď: {}", "Automatikus válasz: {}", "Răspuns automat: {}",
    "Автоматичен отговор: {}", "Автоматический ответ: {}", "Автоматична відповідь: {}",
    "Automatski odgovor: {}", "Samodejni odgovor: {}", "Automaatvastus: {}",
    "Automātiskā atbilde: {}", "Automatinis atsakymas: {}", "Αυτόματη απάντηση: {}",
    "Otomatik Yanıt: {}", "תשובה אוטומטית: {}", "رد تلقائي: {}", "ตอบกลับอัตโนมัติ: {}",
    "自動応答: {}", "自动答复: {}", "自動回覆: {}", "자동 회신: {}", "Trả lời Tự động: {}",
    "Balasan otomatis: {}", "AUTO: Anna Lind is out of the office", "Out of Office: {}",
    "Anna Lind är inte på kontoret", "Frånvaro: {}", "Fraværende: {}", "Ikke til stede: {}",
    "Abwesenheit: {}", "Absent(e) : {}", "Nieobecność: {}", "Vacation: {}", "Lomalla: {}",
    "Föräldraledig: {}", "We have received your request", "Thank you for contacting us",
    "Bekräftelse: Vi har tagit emot ditt ärende",
)  # fmt: skip
TEXTS = (
    "Jag är inte på kontoret idag men svarar på ditt mejl så snart jag är tillbaka.",
    "Jag är på tjänsteresa och har begränsad möjlighet att läsa mejl. Åter måndag 20/3.",
    "Jag är sjukskriven. Kontakta Bo Ek, bo@botkyrka.example, vid frågor.",
    "Jag arbetar inte längre kvar på Botkyrka kommun. Kontakta registrator@botkyrka.example.",
    "Jag har slutat min anställning. Vänligen kontakta kommun@botkyrka.example.",
    "Jag är föräldraledig t.o.m. augusti. Min ersättare är Bo Ek.",
    "Jag arbetar deltid och är ledig fredagar. Jag läser din mail på måndag.",
    "Du har kommit till en brevlåda som inte bevakas.",
    "Tack för ditt mejl! Vi besvarar ditt mejl inom 2 arbetsdagar.",
    "I am currently out of the office with limited access to email. I will return on March 20.",
    "I no longer work at Botkyrka. Please contact info@botkyrka.example.",
    "Thanks! I'm travelling this week and will be slow to respond.",
    "Thank you. We have received your email and will get back to you within 24 hours.",
    "This mailbox is not monitored. Please use our website.",
    "Jeg er på ferie til 20. mars. Ved hastesaker kontakt sentralbordet.",
    "Takk for din henvendelse. Vi har mottatt din e-post og svarer så snart som mulig.",
    "Jeg holder ferie til og med uge 12. Kontakt venligst Bo.",
    "Olen lomalla 20.3. saakka. Kiireellisissä asioissa ota yhteyttä Bo Ekiin.",
    "Ich bin derzeit im Urlaub und ab dem 20. März wieder erreichbar.",
    "Ich befinde mich derzeit in Elternzeit. Ihre Nachricht wird nicht weitergeleitet.",
    "Je suis actuellement en congés et de retour le 20 mars.",
    "Estoy fuera de la oficina hasta el 20 de marzo. Para urgencias contacte con Bo.",
    "Sono fuori ufficio fino al 20 marzo. Per urgenze contattare Bo.",
    "Ik ben afwezig tot en met 20 maart. Voor dringende zaken neem contact op met Bo.",
    "Przebywam na urlopie do 20 marca. W pilnych sprawach proszę o kontakt z Bo.",
    "Я в отпуске до 20 марта. По срочным вопросам обращайтесь к Бо.",
)
PEOPLE = (
    "Jag är på semester till måndag. Fakturaadressen är Box 123, 147 85 Tumba.",
    "Box 123, 147 85 Tumba. Jag är inte på kontoret förrän måndag, kontakta Eva vid frågor.",
    "Ja tack! Jag är ledig fram till måndag, kontakta Eva om det är något.",
    "Nej, jag är sjukskriven. Kontakta Bo Ek i stället.",
    "Yes please. I am on leave until Monday, please contact Eva.",
    "Jag är föräldraledig men vill gärna komma. Kontakta min chef vid frågor.",
    "Tack för ditt mejl! Jag återkommer när jag vet.",
    "Org.nr 212000-2882. Jag är ledig nu, kontakta ekonomi vid frågor.",
)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_gives_it_away(subject: str) -> None:
    found = read(mail("Hej!", Subject=subject.format("Din plats")))

    assert (found.origin, found.answerable) == (Origin.AUTO_REPLY, False)


@pytest.mark.parametrize(
    "subject", ["Sv: Autosvar: Plats", "Fwd: Out of Office: Plats", "Semesterplanering"]
)
def test_a_person_who_answers_or_forwards_one_is_a_person(subject: str) -> None:
    assert read(mail("Hej!", Subject=subject)).origin is Origin.PERSON


@pytest.mark.parametrize("text", TEXTS)
def test_its_words_give_it_away(text: str) -> None:
    found = read(mail(text, Subject="Re: Din plats"))

    assert (found.origin, found.answerable) == (Origin.AUTO_REPLY, False)


@pytest.mark.parametrize("text", PEOPLE)
def test_who_is_away_and_has_something_for_us_is_a_person(text: str) -> None:
    assert read(mail(text, Subject="Re: Din plats")).origin is Origin.PERSON
