"""Runs of capitalised words, among which the names of a text are: its raw material."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailreg.extraction.lexicons import given_names, words

_WORD = re.compile(r"[^\W\d_](?:[\w'’‘´.-]{0,40}\w)?\.?")
_GAP = re.compile(r"[ ]{1,2}|[ ][\"“”'‘’«»][^\W\d_]{2,15}[\"“”'’«»][ ]")
_ENGLISH_GENITIVES = ("'s", "’s")
_INITIAL = re.compile(r"[A-ZÅÄÖØÆ](?:\.?-[A-ZÅÄÖ]\.|\.[A-ZÅÄÖ]\.|\.)?")
_DOUBLE = re.compile(r"[-'’]")


_ARTICLE = re.compile(
    r"(?:al|el|ad|an|ar|as|at|ben|ibn|bin|d|de|l)[-'’][^\W\d_a-zåäö]"
)  # al-Khatib


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a run."""

    text: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital; particles do not."""
        return self.text[0].isupper() or _ARTICLE.match(self.text) is not None


def is_given(word: str) -> bool:
    """Whether a word is a common given name; a double name is known by its first part."""
    lower = word.lower()
    known = given_names()
    if lower in known or (not lower.isalpha() and _DOUBLE.split(lower)[0] in known):
        return True
    return not (lower.isascii() or _NORDIC.search(lower)) and _unaccented(lower) in known


_NORDIC = re.compile("[åäöøæ]")  # letters of their own: `tål` is no `tal`


def _unaccented(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def is_initial(word: str) -> bool:
    """`L`, `B-M`, `A.`: a name of which only the first letter stands there."""
    bare = word.replace(".", "")
    return all(len(part) <= 1 for part in bare.split("-"))


def runs(text: str) -> Iterator[list[Word]]:
    """Capitalised words, and particles between them, that only single spaces part."""
    run: list[Word] = []
    for match in _WORD.finditer(text):
        if not run and not match.group()[0].isupper():
            continue  # as most words: no name begins like this
        word = _cleaned(match)
        nickname = _NICKNAME.match(text, run[-1].end) if run else None
        if nickname and word.end < nickname.end():
            continue
        joined = bool(run) and _are_beside(run, word, text)
        if run and not joined:
            yield run
            run = []
        if _goes_on(run, word):
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _are_beside(run: Sequence[Word], word: Word, text: str) -> bool:
    """Parted by a space, by a nickname in quotes, or by the end of a line of prose."""
    if _GAP.fullmatch(text, run[-1].end, word.start):
        return True
    is_broken = text[run[-1].end : word.start] == "\n" and len(run) == 1 and is_given(run[0].text)
    if not (is_broken and word.is_capitalised):
        return False
    head = text[text.rfind("\n", 0, run[0].start) + 1 : run[0].start]
    tail = _BROKEN_REST.match(text, word.end)
    return bool(tail and _PROSE.search(head)) and word.text.lower() not in words(
        "people", "not_names"
    )


_NICKNAME = re.compile(r"[ ][\"“”'‘’«»][^\W\d_]{2,15}[\"“”'’«»](?=[ ])")
_PROSE = re.compile(r"[a-zåäöæø]{2,}[ ]$|[a-zåäöæø]{2,}[ ]\w+[ .]+$")
_BROKEN_REST = re.compile(r"[ ][a-zåäöæø]|[,.](?=\s)")  # the sentence goes on behind the surname


def _goes_on(run: Sequence[Word], word: Word) -> bool:
    lower = word.text.lower()
    if not word.is_capitalised:
        return bool(run) and lower in words("people", "particles")
    # in a text of nothing but capitals, function words part the names
    return not (
        run and len(lower) > 1 and word.text.isupper() and lower in words("people", "not_names")
    ) or is_given(lower)


def _cleaned(match: re.Match[str]) -> Word:
    word, end = match.group(), match.end()
    if word.endswith(_ENGLISH_GENITIVES):
        word, end = word[:-2], end - 2
    if word.endswith(".") and not (
        _INITIAL.fullmatch(word) or word[:-1].lower() in words("people", "titles")
    ):
        word, end = word[:-1], end - 1
    return Word(text=word, start=match.start(), end=end)


def trimmed(run: Sequence[Word], text: str) -> list[Word]:
    """Without the titles and other words that stand before a name, and without loose particles."""
    kept = _shouted(list(run[_first(run, text) :]))
    while kept and not kept[0].is_capitalised:
        kept = kept[1:]
    if (
        len(kept) > 2
        and heads_sentence(kept[0], text)
        and not is_given(kept[0].text)
        and is_given(kept[1].text)
    ):
        kept = kept[1:]
    while kept and not (kept[-1].is_capitalised and not _is_honour(kept)):
        kept = kept[:-1]
    return kept


def _shouted(run: list[Word]) -> list[Word]:
    """In nothing but capitals, what stands behind words for who somebody is."""
    if len(run) < 2 or not all(word.text.isupper() for word in run):
        return run
    told = [at for at, word in enumerate(run) if _tells_who(word.text.lower())]
    return run[told[-1] + 1 :] if told else run


def _tells_who(word: str) -> bool:
    """`min`, `granne`, `brandchef`: no part of a name, whatever its letters."""
    if word in words("mentions", "possessive") or word in words("people", "kin") or is_role(word):
        return True
    return word in words("people", "not_names") and not is_given(word)


def _is_honour(run: Sequence[Word]) -> bool:
    """Letters behind a name, as in `Alec Munro OBE`: capitals where the others have one each."""
    last = run[-1].text
    return len(run) > 2 and 2 <= len(last) <= 4 and last.isupper() and not run[0].text.isupper()


def _first(run: Sequence[Word], text: str) -> int:
    """Where the name begins: after the last title, role or function word."""
    first = 0
    for index, word in enumerate(run):
        if any(is_given(earlier.text) for earlier in run[first:index]):
            break
        if (not index or word.is_capitalised) and _is_before_name(run, index, text):
            first = index + 1
    return first


def _is_before_name(run: Sequence[Word], index: int, text: str) -> bool:
    lower = run[index].text.lower().rstrip(".")
    if lower in words("people", "titles"):
        return not _is_name_after_all(run, index)
    if lower in words("people", "not_names") or lower in words("people", "introduction"):
        return not _is_name_after_all(run, index) and (
            not is_given(lower) or heads_sentence(run[index], text) or len(run) == 1
        )
    return index + 1 < len(run) and not is_given(lower) and is_role(lower)


def _is_name_after_all(run: Sequence[Word], index: int) -> bool:
    """`Maj Berg`, `April Jones`: a given name too, and another word behind it that is none."""
    following = run[index + 1] if index + 1 < len(run) else None
    return (
        following is not None
        and following.is_capitalised
        and following.text not in _PRONOUNS
        and is_given(run[index].text)
        and not (is_given(following.text) and index + 2 < len(run))
    )


_PRONOUNS = ("I", "We", "You", "Jag", "Vi", "Ni")  # `May I`


def heads_sentence(word: Word, text: str) -> bool:
    """Whether its capital may be that of a sentence or line."""
    before = text[max(0, word.start - 12) : word.start].rstrip(" \t")
    return not before or before[-1] in ".!?\n:-•*"


def is_role(word: str) -> bool:
    """A word for what somebody is: `kanslichefen`, `nämndsekreterare`, `project manager`."""
    lower = word.lower()
    return bool(_ROLE_TAIL.search(lower)) or lower in words("people", "kin")


_ROLE_TAIL = re.compile(
    r"(?:chef|råd|ledar|sekreterar|direktör|ordförand|strateg|handläggar|samordnar|utvecklar|"
    r"ansvarig|ombud|ledamot|ingenjör|arkitekt|ekonom|konsult|lärar|inspektör|controller|"
    r"assistent|administratör|koordinator|pedagog|planerar|utredar|jurist|specialist|rådgivar|"
    r"kolleg|praktikant|ersättar|efterträdar|vikari|grann|granna|boend|volontär|skötersk|"
    r"bibliotekari|forskar|analytiker|tekniker|sjuksköt|"
    r"kamrer|kassör|styrelsemedlem|medarbetar|deltagar|politiker|kandidat|adjunkt|lektor|"
    r"sekreteraren|revisor|tolk|kurator|psykolog|redaktör|journalist|reporter|fotograf|läkar|"
    r"doktorand|"
    r"stipendiat|representant|delegat|manager|officer|director|advisor|adviser|assistant|"
    r"colleague|coordinator|engineer|planner|analyst|secretary|leder|rådgiver|konsulent|"
    r"medarbejder|medarbeider|fører|mester|formand|kollega|leiter|leiterin|beauftragte|referent)"
    r"(?:e|a|en|an|et|n|r|er|ern|aren|are|arens|na|t|in|s)?$"
)
