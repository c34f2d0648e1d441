"""All that is weighed to tell what a letter asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailreg.event import Event
from mailreg.extraction.acts import Act, Deed, find_acts
from mailreg.extraction.earlier import Earlier, find_earlier
from mailreg.extraction.facts import Facts
from mailreg.extraction.reading import Reading, split_sentences
from mailreg.extraction.strangers import is_like_ours, names_event
from mailreg.extraction.values import Intent
from mailreg.extraction.weights import weigh


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """All that is weighed."""

    text: str  # own words, or what is forwarded without any
    subject: str
    sentences: tuple[tuple[int, int], ...]  # of `text`
    acts: tuple[Act, ...]  # of the letter, then of its subject
    told: Facts
    earlier: Earlier
    is_reply: bool
    fills_form: bool  # answers stand under quoted questions
    names_event: bool  # by name, day or session
    is_like_ours: bool  # speaks of a thing of its kind, a conference

    @property
    def facts(self) -> tuple[int, ...]:
        """Where billing and diet are told."""
        return (*self.told.billing, *self.told.needs)

    @property
    def wishes(self) -> bool:
        """Whether the letter itself asks for a place."""
        acts = (act for act in self.acts if not act.is_title)
        return any(weigh(act).get(Intent.REGISTER, 0) >= 3 for act in acts)

    @property
    def is_of_person(self) -> bool:
        """Whether somebody asks for something, gives it up or changes it in their own name."""
        return bool(self.facts) or any(_is_in_own_name(act) for act in self.acts)

    @property
    def has_past(self) -> bool:
        """Whether anything tells of an earlier registration."""
        known = (Earlier.REGISTERED, Earlier.OWN_REQUEST)
        return self.has(Deed.PRIOR) or self.earlier in known or self.has_told_us

    @property
    def has_told_us(self) -> bool:
        """`har glömt att nämna …`, `som ni frågade efter`, where nobody is put on the list."""
        if any(act.deed in (Deed.ENROL, Deed.PLACE) and not act.is_title for act in self.acts):
            return False
        if self.has(Deed.ANSWERS_US) and self.earlier is not Earlier.ASKS:
            return True
        changes = (act for act in self.acts if act.deed is Deed.CHANGE and not act.is_title)
        return any(_FORGOT_TO_TELL.match(self.text, act.start) for act in changes)

    def has(self, deed: Deed) -> bool:
        """Whether somebody does so, and it is neither denied nor only supposed."""
        return any(a.deed is deed and not a.is_denied and not a.is_supposed for a in self.acts)


def _is_in_own_name(act: Act) -> bool:
    if act.is_title:
        return False
    if act.deed in (Deed.ATTEND, Deed.PLACE, Deed.ENROL):
        return act.is_of_us and (act.is_wished or act.is_asked or act.is_denied)
    return act.deed in (Deed.WITHDRAW, Deed.SUBSTITUTE, Deed.CHANGE) and act.is_of_us


_FORGOT_TO_TELL = re.compile(
    r"(?i)(?:glöm\w*|missade|forgot\w*|glem\w*|unohd\w*)(?:[ ]\w+){0,4}?[ ]"
    r"(?:meddela|nämna|säga|ange|skriva|berätta|tala om|uppge|tell|mention|say|add|nevne|nævne|"
    r"sige|si|skrive|mainita|kertoa)(?!\w)"
)


def weighed(reading: Reading, event: Event, told: Facts) -> Weighed:
    """What a letter and its subject hold; of one without words what it sends on."""
    has_words = bool(reading.words.strip())
    text = reading.words if has_words else reading.forwarded
    sentences = reading.sentences if has_words else split_sentences(text)
    subject = reading.subject.text
    is_reply = bool(_ANSWERED.match(subject))
    acts = find_acts(text, sentences, told.language)
    if not is_reply:
        acts += find_acts(subject, split_sentences(subject), told.language, is_title=True)
    return Weighed(
        text=text,
        subject=subject,
        sentences=sentences,
        acts=acts,
        told=told,
        earlier=find_earlier(reading),
        is_reply=is_reply or bool(reading.quoted.strip()),
        fills_form=bool(reading.prompts),
        names_event=names_event((subject, text), event),
        is_like_ours=is_like_ours((subject, text), event),
    )


_ANSWERED = re.compile(r"(?i)\s*(?:re|sv|aw|vs|antw|vb|fw|fwd|wg|vl)\s*:")
