"""What a letter says about food: needs with a code, needs without one, and that there are none.

Each stretch is read by itself (`stated.py`); here is what one sentence makes of another: it takes
it back, answers it, or says the same of somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from mailreg.extraction.finding import GUESSED, SEVERAL, SURE, Finding, Said, said_at
from mailreg.extraction.food import Kind, words_of
from mailreg.extraction.items import Stretch
from mailreg.extraction.legends import legend_of, signed
from mailreg.extraction.lexicons import given_names, keys, phrases
from mailreg.extraction.stated import YES_OR_NO, read_stretch, says_nothing
from mailreg.extraction.told import Stands, stretches_of

FINDINGS_AT_MOST = 300  # in one letter
TOO_WORDS = 4


def find_diet(
    text: str,
    sentences: Sequence[Stretch],
    notes: Sequence[Stretch] = (),
    replies: Sequence[Stretch] = (),
) -> list[Finding]:
    """All that is said about food, in order.

    `notes` are the stretches behind names in lists, `replies` those that answer a question on food.
    """
    return list(_findings(text, tuple(sentences), tuple(notes), tuple(replies)))


@lru_cache(maxsize=1)  # of a letter without lists the same is asked twice
def _findings(
    text: str, sentences: Sequence[Stretch], notes: Sequence[Stretch], replies: Sequence[Stretch]
) -> Sequence[Finding]:
    told = _Told(text)
    for stands, start, end in stretches_of(text, sentences, notes, replies):
        told.take(stands, start, end)
        if len(told.found) > FINDINGS_AT_MOST:
            break
    legend = legend_of(text)
    return _explained(text, told.settled(), legend, notes, replies) if legend else told.settled()


def _explained(
    text: str,
    found: Sequence[Finding],
    legend: Mapping[str, Stretch],
    notes: Sequence[Stretch],
    replies: Sequence[Stretch],
) -> Sequence[Finding]:
    """What signs stand for, each where it stands, and not where it is explained."""
    meant = {
        sign: read_stretch(text, *meaning, Stands.ANSWER, goes_on=False)
        for sign, meaning in legend.items()
    }
    explained = [meaning for sign, meaning in legend.items() if meant[sign]]
    signs = list(signed(text, legend, (*notes, *replies)))
    taken = [*explained, *(place for _, place in signs)] if signs else []
    kept = [one for one in found if not any(a <= one.start < b for a, b in taken)]
    for sign, (start, end) in signs:
        kept += [replace(one, start=start, end=end) for one in meant[sign]]
    return sorted(kept, key=lambda one: (one.start, one.value))


class _Told:
    """What was found up to a stretch; the next may take it back, answer it or repeat it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.found: list[Finding] = []
        self._last: list[Finding] = []  # of the stretch before; the end of `found`
        self._nothing: list[Finding] = []  # `Tom: none`, if it is food that the letter is about

    def take(self, stands: Stands, start: int, end: int) -> None:
        """Read the next stretch."""
        text, last = self._text, self._last
        is_correction = _is_correction(text, start, end)
        if is_correction:
            self._replace_last([_taken_back(finding) for finding in last])
        elif last and stands is Stands.PROSE:
            self._replace_last(_answered(text, start, end, last))
        is_spoken_of = bool(last) or bool(self.found and self.found[-1].is_topic)
        if is_spoken_of and stands is Stands.PROSE and says_nothing(text, start, end):
            self._add([said_at(Said.NONE, *_nothing(text, start, end))])
            return
        is_too = is_correction or _is_too(text, start, end)
        goes_on = is_too and any(finding.is_need for finding in last)
        read = read_stretch(text, start, end, stands, goes_on=goes_on)
        rest = text.rfind(",", start, end) + 1
        if stands is Stands.PROSE and rest and any(one.is_need for one in read):
            is_end = says_nothing(text, rest, end)  # `…, Per har inga önskemål`
            read = (*read, *([said_at(Said.NONE, *_nothing(text, rest, end))] if is_end else ()))
        self._add([*read, *_same(text, start, end, last, read)])
        if not self._last:
            self.found += _untold(text, start, end, stands, self.found)
            self._nothing += _none_of(text, start, end)

    def settled(self) -> list[Finding]:
        """All findings, in order."""
        has_need = any(one.is_need for one in self.found)
        return _settled([*self.found, *(self._nothing if has_need else ())])

    def _replace_last(self, findings: Sequence[Finding]) -> None:
        self.found[len(self.found) - len(self._last) :] = findings

    def _add(self, findings: Sequence[Finding]) -> None:
        if findings and self.found and self.found[-1].is_topic:
            self.found.pop()  # `about my allergy:`, told in the next sentence
        self._last = list(findings)
        self.found += findings


def _answered(text: str, start: int, end: int, asked: Sequence[Finding]) -> Sequence[Finding]:
    """What a question named, once it is answered (`Vegetarian? Nej.`)."""
    answer = YES_OR_NO.match(text, start, end)
    if answer is None or text[asked[-1].end : start].strip() != "?":
        return asked
    is_no = answer["no"] is not None
    return [replace(one, said=Said.FINE if is_no else _need(one), confidence=SURE) for one in asked]


def _need(finding: Finding) -> Said:
    return Said.OTHER if finding.value not in _codes() else Said.CODE


def _none_of(text: str, start: int, end: int) -> list[Finding]:
    """`Tom: none`: nothing, where others have needs."""
    match = _NONE_OF.match(text, start, end)
    who = match["who"].lower() if match else ""
    if match is None or not (who in given_names() or who in _MINE):
        return []
    return [said_at(Said.NONE, *match.span("none"))]


_NONE_OF = re.compile(
    r"(?i)\s*(?:[-*•]\s*)?(?P<who>[^\W\d_]+)(?:[ -][^\W\d_]+){0,3}(?::| [-–])\s*"
    r"(?P<none>none|nothing|inga|ingen|inget|ingenting|nej|no|nil|nei|nein|ei|keine)[\s.!]*\Z"
)


_MINE = frozenset({"min", "mitt", "mig", "jag", "själv", "me", "mine", "my", "meg", "jeg", "ich"})


def _same(
    text: str, start: int, end: int, before: Sequence[Finding], here: Sequence[Finding]
) -> list[Finding]:
    """`Detsamma gäller Lars`: what was just said, once more of somebody else."""
    same = phrases("diet", "same").search(text, start, end)
    if same is None and len(text[start:end].split()) <= TOO_WORDS:
        same = phrases("diet", "too").search(text, start, end)
    if same is None:
        return []
    earlier = [one for one in here if one.is_need and one.end <= same.start()]
    needs = earlier or [one for one in before if one.is_need]
    return [replace(one, start=same.start(), end=same.end()) for one in needs]


def _untold(
    text: str, start: int, end: int, stands: Stands, before: Sequence[Finding]
) -> list[Finding]:
    """What a sentence speaks of without any of it being read: a person looks."""
    topic = phrases("diet", "topic").search(text, start, end) if stands is Stands.PROSE else None
    if topic is None or _TRADE.match(topic[0]) or _ANNOUNCED.search(text, start, end):
        return []
    if _MORE_OF_IT.match(topic.group()) and any(finding.is_need for finding in before):
        return []
    return [said_at(Said.UNREAD, topic.start(), topic.end(), GUESSED)]


def _is_too(text: str, start: int, end: int) -> bool:
    """`Öl likaså`: as what was said before."""
    is_short = len(text[start:end].split()) <= TOO_WORDS
    return is_short and phrases("diet", "same").search(text, start, end) is not None


def _is_correction(text: str, start: int, end: int) -> bool:
    """`Rättelse: …`, `Nej förresten, …`: what the sentence before said does not hold."""
    spoken = words_of(text, start, end)
    return bool(spoken) and spoken[0].kind is Kind.FIX and not text[start : spoken[0].start].strip()


def _nothing(text: str, start: int, end: int) -> Stretch:
    word = next(word for word in words_of(text, start, end) if word.kind is not Kind.AND)
    return word.start, word.end


def _taken_back(finding: Finding) -> Finding:
    return replace(finding, said=Said.DENIED) if finding.is_need else finding


def speaks_of_food(text: str) -> bool:
    """Whether any word of allergy or diet stands in a text."""
    return phrases("diet", "topic").search(text) is not None


@cache
def _codes() -> frozenset[str]:
    named = {code for kind in ("need", "bare", "food") for code in keys("diet", kind)}
    return frozenset({*named, *(code for codes in SEVERAL.values() for code in codes)})


# What follows elsewhere: `allergier enligt nedan:`.
_ANNOUNCED = re.compile(
    r"(?i)[:;]\s*$|\t|(?<!\w)(?:nedan|följande|enligt|bifogad|below|following|attached|lokalvård|nedenfor|"
    r"unten)(?!\w)"
)

# Whoever works with diet has no need of one.
_TRADE = re.compile(r"(?i)dietist|allergolog")

# `Allergin är svår`, behind what it is.
_MORE_OF_IT = re.compile(
    r"(?i)allergi?(?:n|en)(?!\w)|the |intoleransen|celiakin|epi-?pen|ana[fp]|adrenalin|svullnar|"
    r"nässel|utslag|andnöd|hives|swell|reaktion"
)


_WEIGHT = {
    Said.CODE: 0, Said.OTHER: 0, Said.DENIED: 1, Said.FINE: 2, Said.NONE: 3, Said.UNREAD: 4,
}  # fmt: skip


def _settled(found: Sequence[Finding]) -> list[Finding]:
    """Each thing at each place once, a need before all else, and nothing unread that is read."""
    kept: dict[tuple[int, str], Finding] = {}
    for finding in found:
        place = (finding.start, finding.value)
        if place not in kept or _WEIGHT[finding.said] < _WEIGHT[kept[place].said]:
            kept[place] = finding
    read = {one.value for one in kept.values() if one.said is not Said.UNREAD}
    left = (one for one in kept.values() if one.said is not Said.UNREAD or one.value not in read)
    return sorted(left, key=lambda one: (one.start, one.value))
