"""Sessions of a group: which one is chosen, the first choice before the second.

A phrase that may be a mere subject (`AI`) counts only beside words of choosing. What a clause tells
of the past, of work or of others' wishes is no choice; a correction goes before what it corrects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from mailreg.extraction.lexicons import Phrases, entries, keys, phrases
from mailreg.extraction.meanings import Hit, Strength
from mailreg.extraction.values import Answer
from mailreg.extraction.wordwise import Wordwise

PLAIN = 0.93  # confidence of what is said plainly …
LIKELY = 0.8  # … and of what follows from fewer words

Span = tuple[int, int]


YES = (
    *(
        "ja tack",
        "ja gärna",
        "ja",
        "yes please",
        "yes",
        "kyllä",
        "gärna",
        "absolut",
        "japp",
        "jajamän",
    ),
    *(
        "javisst",
        "självklart",
        "visst",
        "jodå",
        "jo",
        "yep",
        "sure",
        "jepp",
        "jep",
        "joo",
        "jawohl",
    ),
    *("x", "y", "j", "1", "ok", "✓", "✔"),
)
NO = (
    *("nej tack", "nej", "nä tack", "nä", "nix", "nope", "no thanks", "no thank you", "no", "näe"),
    *("nei takk", "nei", "nein", "ei", "n", "0"),
)
SAID = "|".join(sorted((*YES, *NO), key=len, reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer, with its place."""

    key: str
    value: Answer
    start: int
    end: int
    rank: int = 1  # 0: corrects what was said, 1: the wish, 2: a second choice, 3: a mere echo
    confidence: float = PLAIN
    heads_list: bool = False  # a line of its own above a list: holds for all on it
    names_follow: bool = False  # holds for those named after it: `det vill inte Per och jag`


def find_choices(
    text: str,
    sentences: Sequence[Span],
    hits: Sequence[Hit],
    language: str,
    others: Sequence[Span] = (),
) -> Iterator[Answered]:
    """The sessions of groups that are chosen; `others` are what else is spoken of."""
    before: Answered | None = None
    for start, end in sentences:
        chosen = False
        for hit in hits:
            if not start <= hit.start < end:
                continue
            clause = _between(text, (start, end), hit, others)
            answer = _choice(text, clause, hit, language, goes_on=chosen)
            if answer is None:
                continue
            chosen = True
            yield (before := _correcting(text, before, answer))
        again = _AGAIN.search(text, start, end) if before and not chosen else None
        if again is not None and before is not None and again.start() - before.end < AGAIN_WITHIN:
            yield replace(before, start=again.start(), end=again.end(), confidence=LIKELY)


AGAIN_WITHIN = 90  # code points between a choice and `Per samma`
_AGAIN = Wordwise.beginning(
    ("samma", "likaså", "detsamma", "dito", "same", "ditto", "likewise"),
    r"(?:samma|same)[ ](?:sak|seminari\w*|spår\w*|session|val|pass\w*|one|track|för|for|här|"
    r"here)(?!\w)"
    r"|(?:samma|same|likaså|detsamma|dito|ditto|likewise)(?=[ ]*(?:[.,;!)\n]|$))",
)


def heads(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether what stands there heads names: on its own line (`AI: Siv, Ian`), or below it."""
    line = text[text.rfind("\n", 0, start) + 1 : start].rstrip(" \t*•–-")
    is_head = not line or line[-1] in ".!?"
    after = _HEADING_ENDS.match(text, end) if is_head else None
    if after is None:
        return False, False
    return not after["below"], bool(after["below"])


_HEADING_ENDS = re.compile(
    r"[^\n:.;]{0,40}:[ \t]*(?:(?P<below>\n)|"
    r"(?=[A-ZÅÄÖ]|(?:bara|endast|jag|vi|båda|bägge|alla|samtliga|only|both|all)\b)"
    r"(?!(?i:ja|nej|yes|no|nei|gärna|x)(?!\w)))"
)


def _correcting(text: str, before: Answered | None, answer: Answered) -> Answered:
    """A choice behind `eller nej` takes the place of the one before it."""
    if before is None or before.key != answer.key or before.value == answer.value:
        return answer
    if "\n\n" in text[before.end : answer.start] or answer.rank != 1:
        return answer
    said = phrases("answers", "correction").search(
        text, before.end, answer.start
    ) or _BUT_RATHER.search(text, before.end, answer.start)
    return replace(answer, rank=0) if said else answer


# `intresserad av AI, men … väljer jag hellre transport`
_BUT_RATHER = re.compile(
    r"(?i)(?<!\w)(?:men|but)[ ][^.!?\n]{0,60}(?:hellre|helst|rather|stället)[ ]"
)


def _between(text: str, sentence: Span, hit: Hit, others: Sequence[Span]) -> Span:
    """The part of a sentence that is about a hit: `nej till mötet, vård på eftermiddagen`."""
    start, end = sentence
    for first, last in others:
        if start <= last <= hit.start and (comma := _AND_THEN.match(text, last, hit.start)):
            start = comma.end()
        elif hit.end <= first < end:
            commas = [comma.start() for comma in _AND.finditer(text, hit.end, first)]
            end = commas[-1] if commas else end
    return start, end


_AND = re.compile(r"(?i),|;|(?<!\w)(?:och|and|men)(?!\w)")
_AND_THEN = re.compile(r"(?i)(?:\W{0,3}(?:på|i)[ ]\w+)?[ ]?(?:,|och|and|men)[ ]")


def _choice(
    text: str, sentence: Span, hit: Hit, language: str, *, goes_on: bool
) -> Answered | None:
    """A session of a group counts where it is chosen."""
    clause = clause_around(text, *sentence, hit.start, hit.end)
    if hit.session.group is None or _is_no_choice(text, clause, hit, language):
        return None
    says = cues("chooses", language).search(text, *sentence) is not None
    names_follow, heads_list = heads(text, hit.start, hit.end)
    is_plain = says or goes_on or names_follow or heads_list or _is_alone(text, hit)
    if not is_plain and hit.strength < Strength.POINTED:
        return None
    return Answered(
        key=hit.session.group,
        value=hit.session.key,
        start=hit.start,
        end=hit.end,
        rank=2 if _is_second(text, sentence, hit, language) else 1,
        confidence=PLAIN if says or hit.strength is Strength.NAME else LIKELY,
        names_follow=names_follow,
        heads_list=heads_list,
    )


def _is_no_choice(text: str, clause: Span, hit: Hit, language: str) -> bool:
    first, last = clause
    return (
        cues("declines_before", language).search(text, first, hit.start) is not None
        or cues("declines_after", language).search(text, hit.end, last) is not None
        or _is_former(text, first, hit, language)
        or _BUT_FOR.search(text, first, hit.start) is not None
        or _is_spoken_of(text, clause, hit, language)
    )


# `vad som helst utom transport`
_BUT_FOR = re.compile(
    r"(?i)(?<!\w)(?:utom|förutom|except(?: for)?|undtagen|unntatt|außer)[ ]\w*[ ]?$"
)


def _is_former(text: str, first: int, hit: Hit, language: str) -> bool:
    """`i stället för AI`; but in `i stället för AI vill jag gå på …` the wish follows."""
    said = cues("former", language).search(text, first, hit.start)
    return said is not None and not _WISH_FOLLOWS.search(text, said.end(), hit.start)


_WISH_FOLLOWS = re.compile(
    r"(?i)(?<!\w)(?:(?:vill|väljer|önskar|skulle|tar|går|byter|ska|kommer|vælger|velger|ønsker|vil|"
    r"möchte|would|will|wants?) \w+|(?<!going )(?<!gå )(?<!go )(?:till|to|til|zum)|"
    r"(?:I|we|he|she)(?:'d|’d| would| want| will|'ll|’ll| choose))"
    r"(?!\w)"
)


def _is_spoken_of(text: str, clause: Span, hit: Hit, language: str) -> bool:
    """`AI gick jag på i fjol`; but `jag väljer AI, det är det jag jobbar med` chooses."""
    first, last = clause
    if cues("spoken", language).search(text, first, hit.start):
        return True
    return (
        cues("spoken", language).search(text, hit.end, last) is not None
        and cues("chooses", language).search(text, first, hit.start) is None
    )


def _is_alone(text: str, hit: Hit) -> bool:
    """A part of a list, or a line, that holds nothing else."""
    before, after = text[max(0, hit.start - 6) : hit.start], text[hit.end : hit.end + 14]
    return bool(_PART_BEGINS.search(before) and _PART_ENDS.match(after))


_PART_BEGINS = re.compile(r"(?i)(?:^|[,;:|\t\n(]|[–-][ ])[ ]*(?:1(?::a|[.)])[ ]*)?$")
_PART_ENDS = re.compile(
    r"[ ]*(?:$|[,;|\t\n).]|[–-]|(?:först|sen|sedan|tack|gärna|please|"
    r"för (?:oss|mig|båda|alla)|for (?:us|me|both))(?!\w))"
)


def _is_second(text: str, sentence: Span, hit: Hit, language: str) -> bool:
    begin = max(sentence[0], hit.start - 60)
    if _NUMBERED_SECOND.search(text, begin, hit.start):
        return True
    for stop in _WISH_ENDS.finditer(text, begin, hit.start):
        begin = stop.end()
    if cues("second", language).search(text, begin, hit.start):
        return True
    # not where `och i andra hand` begins the next wish
    return bool(_SECOND_AFTER.match(text, hit.end, min(sentence[1], hit.end + 40)))


_NUMBERED_SECOND = re.compile(
    r"(?<!\w)1(?:[).:]|:a)[^\n]{2,50}[ ,;](?:[2-4](?:[).:]|:a)|(?:och|and)\s+2:a)[ ]?$"
)
_WISH_ENDS = re.compile(r"(?i)(?:i|som) första ?hand|first choice|helst")
_SECOND_AFTER = re.compile(
    r"(?i)(?:(?!\b(?:och|men|and|but)\b)[^,.;]){0,12}(?:(?:i|som) andra ?hand|as (?:a )?second|"
    r"se(?:da)?n(?!\w)|därefter|i andra(?=[.,;)\n]|$))"
)


def clause_around(text: str, start: int, end: int, first: int, last: int) -> Span:
    """The clause of a sentence in which a stretch stands."""
    begin, stops = start, _CLAUSE.finditer(text, last, end)
    stop = next((cut for cut in stops if cut.group() != ":"), None)  # `Om mötet: det avstår jag`
    for cut in _CLAUSE.finditer(text, start, first):
        begin = cut.end()
    return begin, stop.start() if stop else end


_CLAUSE = re.compile(
    r"(?i)[;]|:(?=\s)|(?<!\w)(?:om|if|wenn)\s+(?=(?:det|den|inte|ni|möjligt|plats|platser|that|it|"
    r"there|full|es)\b)|,\s*(?=(?:inte|ej|not|ikke|nicht|om|if|nej|ja|no|yes|vilket|which|som|det|trots|vi|jag|han|hon|"
    r"övriga|resten|we|he|she|"
    r"the)\b)|,\s*(?=(?:men|utan|but|so|så|och|and|from|"
    r"från)\b)|(?<!\w)(?:men|utan(?! (?:mig|mej|oss|honom|henne|dem|dom)\b)|"
    r"but|däremot|however|mutta|aber|sondern|medan|while|whereas)(?!\w)"
    r"|(?<!\w)(?:och|and|og|und)\s+(?=(?:går|tar|väljer|vill|skulle|hoppas|deltar|sitter|kommer|hoppar|önskar|"
    r"gärna|helst|would|will|choose|pick|attend|vælger|velger|tager|möchte)\b)"
)


@cache
def cues(key: str, language: str) -> Phrases:
    """The phrases of a list for letters in a language: Swedish and English ones stand in all."""
    known = keys("answers", key)
    own = {"da": "no", "nb": "no", "nn": "no"}.get(language, language)
    wanted = [one for one in dict.fromkeys((own, "sv", "en")) if one in known]
    return Phrases({"": [entry for one in wanted for entry in entries("answers", f"{key}.{one}")]})
