"""Candidates ▶ Extract: whose each statement is, what is missing, what a person must see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mailreg.event import Event
from mailreg.extraction import billing as billing_reader
from mailreg.extraction.answers import find_answers
from mailreg.extraction.capitals import with_capitals
from mailreg.extraction.choices import Answered
from mailreg.extraction.contact import find_contacts
from mailreg.extraction.diet import find_diet, speaks_of_food
from mailreg.extraction.facts import tell
from mailreg.extraction.finding import Finding, Said
from mailreg.extraction.forward import asks_in_forwarded, find_writer
from mailreg.extraction.intent import Wish, find_intent
from mailreg.extraction.language import Language, find_language
from mailreg.extraction.marks import with_marks
from mailreg.extraction.mentions import REST, Mentions
from mailreg.extraction.missing import missing_of
from mailreg.extraction.naming import names_of_event
from mailreg.extraction.notes import food_prompts, notes_behind_names
from mailreg.extraction.people import People, find_people
from mailreg.extraction.persons import Person
from mailreg.extraction.pronouns import ASTRAY, NOBODY, Known
from mailreg.extraction.reading import Reading, read
from mailreg.extraction.reasons import Reason
from mailreg.extraction.table import find_rows
from mailreg.extraction.ticks import answers_in_rows, answers_to_prompts
from mailreg.extraction.values import Attendee, Billing, Evidence, Extract, Intent
from mailreg.extraction.whose import whose
from mailreg.message import InboundMessage

UNSURE = 0.6  # confidence below which a person must look
WITH_PEOPLE = frozenset({Intent.REGISTER, Intent.AMEND, Intent.CANCEL})
# warnings of the message after which the letter may say more than could be read
DAMAGED = frozenset(
    {
        "charset_lossy",
        "content_cut",
        "encrypted",
        "header_cut",
        "html_cut",
        "nested_too_deep",
        "opaque_signature",
        "retrieval_stub",
        "text_cut",
        "too_many_parts",
        "transfer_encoding_unknown",
        "winmail",
    }
)


@dataclass(slots=True)
class _Draft:
    """One attendee while statements are handed out."""

    person: Person
    codes: set[str] = field(default_factory=set)
    other: list[str] = field(default_factory=list)
    stated: bool = False
    answers: dict[str, tuple[int, object]] = field(default_factory=dict)
    later: dict[str, object] = field(default_factory=dict)  # what is wished for in second place


@dataclass(slots=True)
class _Case:
    """A letter half read: what is gathered on the way to its Extract."""

    reading: Reading
    event: Event
    needs: Sequence[int]  # places where diet is told
    evidence: list[Evidence] = field(default_factory=list)
    reasons: dict[Reason, None] = field(default_factory=dict)

    def doubt(self, *reasons: Reason) -> None:
        self.reasons.update(dict.fromkeys(reasons))

    def see(self, name: str, start: int, end: int, confidence: float) -> None:
        """Note a stretch of the words as the evidence of a field."""
        found = self.reading.evidence(name, start, end, confidence)
        if found is not None:
            self.evidence.append(found)


def extract(message: InboundMessage, event: Event) -> Extract:
    """Read a letter for an event.

    Promises that every field stands on evidence or on none of the letter's words at all, that what
    is doubtful has a reason, and time in proportion to the letter, of which a bounded part is read.
    """
    reading = with_capitals(with_marks(read(message)))
    found = billing_reader.find_billing(reading)
    language = find_language(reading, event.languages[0])
    told = tell(reading, found, language)
    case = _Case(reading=reading, event=event, needs=told.needs)
    wish = find_intent(reading, message.origin, event, told)
    if _is_no_message(message):
        wish = Wish(intent=Intent.OTHER, is_sure=False)
        case.doubt(Reason.NO_MESSAGE)
    elif not wish.is_sure:
        case.doubt(Reason.INTENT_UNCLEAR)
    case.see("intent", wish.start, wish.end, 0.9 if wish.is_sure else UNSURE)
    if wish.intent not in WITH_PEOPLE:
        return _without_people(case, wish, language)
    if DAMAGED.intersection(message.warnings):
        case.doubt(Reason.DAMAGED)
    return _with_people(case, wish, language, found)


def _is_no_message(message: InboundMessage) -> bool:
    """Nothing of what every message has (RFC 5322, section 3.6)."""
    return message.sender is None and message.sent_at is None and not message.subject


def _without_people(case: _Case, wish: Wish, language: Language) -> Extract:
    return Extract(
        intent=wish.intent,
        language=language.code,
        needs_review=bool(case.reasons),
        reasons=tuple(case.reasons),
        evidence=tuple(case.evidence),
        intent_is_sure=wish.is_sure,
        language_is_sure=language.is_sure,
    )


def _with_people(
    case: _Case, wish: Wish, language: Language, found: billing_reader.Found
) -> Extract:
    reading = case.reading
    taken = [*found.taken, *names_of_event(reading.words, case.event)]
    people = find_people(reading, wish.intent, language, taken, case.needs)
    payer = people.sender if found.is_sender_payer else None
    if payer is not None and payer.name:
        found = billing_reader.with_sender(found, payer.name, payer.start, payer.end)
    doubts = (*people.doubts, *found.doubts)
    is_part = wish.intent is Intent.AMEND  # a change may give the town alone
    case.doubt(*(Reason(d) for d in doubts if not (is_part and d == "recipient_unclear")))
    drafts = [_Draft(person=person) for person in people.attending]
    if wish.intent is not Intent.CANCEL:
        _hand_out(case, people, drafts, language.code)
    billing = _billing(case, found) if wish.intent is not Intent.CANCEL else None
    attendees = tuple(_attendee(case, draft, index, people) for index, draft in enumerate(drafts))
    for index, person in enumerate(people.replaced):
        _see_person(case, f"replaces[{index}]", person)
    missing = missing_of(attendees, billing, case.event) if wish.intent is Intent.REGISTER else ()
    _doubt_the_whole(case, wish)
    return Extract(
        intent=wish.intent,
        language=language.code,
        attendees=attendees,
        replaces=tuple(person.name for person in people.replaced if person.name),
        billing=billing,
        missing=missing,
        needs_review=bool(case.reasons),
        reasons=tuple(case.reasons),
        evidence=tuple(case.evidence),
        intent_is_sure=wish.is_sure,
        language_is_sure=language.is_sure,
        unread=reading.unread,
    )


def _hand_out(case: _Case, people: People, drafts: list[_Draft], language: str) -> None:
    """Give every statement on diet and every answer to those whose it is."""
    reading = case.reading
    known = [
        Known(
            index=i,
            name=d.person.name,
            is_sender=d.person.is_sender,
            roles=d.person.roles,
            start=d.person.start,
        )
        for i, d in enumerate(drafts)
    ]
    gone = {person.name for person in people.replaced}
    known += [
        Known(
            index=ASTRAY if " " in (p.name or "") and p.name not in gone else NOBODY,
            name=p.name,
            is_sender=False,
            roles=p.roles,
        )
        for p in people.others
    ]
    if people.sender is not None and not any(person.is_sender for person in known):
        known.append(Known(index=ASTRAY, name=people.sender.name, is_sender=True))
    mentions = Mentions(reading, known, people.names, language)
    words, rows = reading.words, find_rows(reading.words)
    prose = [s for s in reading.sentences if not any(r.start <= s[0] < r.end for r in rows)]
    unlisted = [n for n in people.names if not any(r.start <= n.start < r.end for r in rows)]
    notes = notes_behind_names(words, unlisted)
    replies = [row.cells["diet"] for row in rows if "diet" in row.cells] + food_prompts(reading)
    _give_diet(case, mentions, drafts, find_diet(words, prose, notes, replies))
    heads = {row.headings for row in rows}
    running = [s for s in prose if not any(first <= s[0] <= last for first, last in heads)]
    answers = find_answers(words, running, case.event, language)
    answers += answers_in_rows(words, rows, case.event)
    answers += answers_to_prompts(words, reading.prompts, reading.quoted, case.event)
    _give_answers(case, mentions, drafts, answers)


def _give_diet(
    case: _Case, mentions: Mentions, drafts: list[_Draft], findings: Sequence[Finding]
) -> None:
    named = [finding for finding in findings if not _is_name(mentions, finding)]
    owned = [
        (finding, mentions.owners(finding.start, finding.end))
        for finding in named
        if finding.said is not Said.UNREAD
    ]
    needs = [owners for finding, owners in owned if finding.is_need]
    told = [owners for _, owners in owned if owners.indexes]
    if any(one.is_odd for one in needs) or not all(one.is_sure for one in (*needs, *told)):
        case.doubt(Reason.DIET_OWNER_UNCLEAR)
    _doubt_findings(case, named, {finding.start: owners.indexes for finding, owners in owned})
    for finding, owners in owned:
        for index in owners.indexes:
            if index >= 0:
                _take_diet(case, drafts[index], index, finding)
    silent = [index for index, draft in enumerate(drafts) if not draft.stated]
    for finding in (finding for finding, owners in owned if REST in owners.indexes):
        for index in silent:
            _take_diet(case, drafts[index], index, finding)


def _is_name(mentions: Mentions, finding: Finding) -> bool:
    """Whether what was taken for a food is somebody's name: `Oliver`, `Lax`."""
    return finding.said is not Said.NONE and mentions.means_somebody(finding.start, finding.end)


def _doubt_findings(
    case: _Case, findings: Sequence[Finding], owners: Mapping[int, tuple[int, ...]]
) -> None:
    """What is taken back, is read with little confidence, or is spoken of and not read at all.

    What is taken back is plain where something else is said of the same person in its place.
    """
    last: dict[int, int] = {}
    for finding in findings:
        if finding.is_need:
            last |= dict.fromkeys(owners[finding.start], finding.start)
    for finding in findings:
        after = [last.get(index, -1) > finding.start for index in owners.get(finding.start, ())]
        is_corrected = finding.said is Said.DENIED and bool(after) and all(after)
        if finding.confidence < UNSURE or (finding.said in _ODD and not is_corrected):
            case.doubt(Reason.DIET_UNCLEAR)
    if not findings and speaks_of_food(case.reading.words):
        case.doubt(Reason.DIET_UNCLEAR)


_ODD = (Said.DENIED, Said.UNREAD)


def _take_diet(case: _Case, draft: _Draft, index: int, finding: Finding) -> None:
    draft.stated = True
    name = "dietary_stated"
    if finding.said is Said.CODE:
        draft.codes.add(finding.value)
        name = "dietary"
    if finding.said is Said.OTHER and finding.value not in draft.other:
        draft.other.append(finding.value)
        name = "dietary_other"
    case.see(f"attendees[{index}].{name}", finding.start, finding.end, finding.confidence)


def _give_answers(
    case: _Case, mentions: Mentions, drafts: list[_Draft], answers: Sequence[Answered]
) -> None:
    for answer in answers:
        owners = whose(case.reading, mentions, [draft.person for draft in drafts], answer)
        if not owners.is_sure:
            case.doubt(Reason.ANSWERS_UNCLEAR)
        indexes = owners.indexes
        if REST in indexes:
            indexes = tuple(i for i, d in enumerate(drafts) if answer.key not in d.answers)
        for index in indexes:
            if index >= 0:
                _take_answer(case, drafts[index], index, answer)


def _take_answer(case: _Case, draft: _Draft, index: int, answer: Answered) -> None:
    """Note an answer; of two the one of the lower rank holds, of the same rank the first."""
    if answer.rank > 1:
        draft.later.setdefault(answer.key, answer.value)
    before = draft.answers.get(answer.key)
    if before is not None and before[0] <= answer.rank:
        if before[0] == answer.rank and before[1] != answer.value:
            case.doubt(Reason.ANSWERS_UNCLEAR)
        return
    draft.answers[answer.key] = (answer.rank, answer.value)
    case.see(
        f"attendees[{index}].answers.{answer.key}", answer.start, answer.end, answer.confidence
    )


def _attendee(case: _Case, draft: _Draft, index: int, people: People) -> Attendee:
    _see_person(case, f"attendees[{index}].name", draft.person)
    contact = find_contacts(case.reading, draft.person, is_only=len(people.attending) == 1)
    return Attendee(
        name=draft.person.name,
        dietary=tuple(sorted(_settled(draft.codes))),
        dietary_other=tuple(draft.other),
        dietary_stated=draft.stated,
        answers={
            key: value for key, (_, value) in draft.answers.items() if isinstance(value, str | bool)
        },
        second_choices={
            key: value
            for key, value in draft.later.items()
            if isinstance(value, str) and value != draft.answers[key][1]
        },
        email=contact.email,
        phone=contact.phone,
        organisation=contact.organisation,
        title=contact.title,
    )


def _settled(codes: set[str]) -> set[str]:
    """A vegan says so once: what follows from it (`vegetarian`) is not said again."""
    if "vegan" in codes:
        return codes - {"vegetarian"}
    return codes - {"vegetarian", "fish"} if "pescatarian" in codes else codes


def _see_person(case: _Case, name: str, person: Person) -> None:
    if person.part == "body":
        case.see(name, person.start, person.end, person.confidence)
        return
    part = case.reading.subject if person.part == "subject" else case.reading.sender
    if person.start < person.end <= len(part.text):
        case.evidence.append(part.evidence(name, person.start, person.end, person.confidence))


def _billing(case: _Case, found: billing_reader.Found) -> Billing | None:
    if not found.values:
        return None
    values = {value.field: value.value for value in found.values}
    values.setdefault("country", "SE")
    for value in found.values:
        case.see(f"billing.{value.field}", value.start, value.end, value.confidence)
    return replace(Billing(), **values)


def _doubt_the_whole(case: _Case, wish: Wish) -> None:
    if case.reading.is_cut:
        case.doubt(Reason.CUT)
    if not case.reading.has_forwarded_facts:
        is_passed_over = asks_in_forwarded(case.reading)
    else:
        is_passed_over = not _is_plainly_forwarded(case.reading, wish)
    if is_passed_over:
        case.doubt(Reason.FORWARDED)
    if case.reading.unread:
        case.doubt(Reason.ATTACHMENT)


def _is_plainly_forwarded(reading: Reading, wish: Wish) -> bool:
    """A registration that its sender points to, or in which its writer asks for a place."""
    is_alone = reading.words.strip() == reading.forwarded.strip()
    if is_alone and find_writer(reading) is None:
        return False
    return wish.intent is Intent.REGISTER and wish.is_sure
