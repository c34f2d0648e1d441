"""Whether a text ends with a phrase of a list: what stands right before a name."""

from __future__ import annotations

from mailreg.extraction.lexicons import words
from mailreg.extraction.runs import is_role

LONGEST = 5  # words of a phrase
ROLES_AT_MOST = 4  # words such as `vår nya kanslichef`, before a name
_AROUND = " \t,:;(\"'"


def ends_with(before: str, key: str, *, skipped: int = 0) -> bool:
    """Whether the last line of a text ends with a phrase of `people.KEY`.

    At most `skipped` further words may stand behind it. A look-up of the last words costs the
    same for any length of the list, where a pattern would be tried at every character.
    """
    known = words("people", key)
    line = before.rpartition("\n")[2].rstrip(_AROUND).lower()
    tail = [word.lstrip(_AROUND) for word in line.split()[-LONGEST - skipped :]]
    return any(
        " ".join(tail[first : len(tail) - left]) in known
        for left in range(skipped + 1)
        for first in range(max(0, len(tail) - left - LONGEST), len(tail) - left)
    )


def without_roles(before: str) -> str:
    """Without the words at its end for who somebody is: `min kollega `, `Frau Dr. `."""
    kept = before.rstrip(_AROUND)
    for _ in range(ROLES_AT_MOST):
        last = kept.rpartition(" ")[2]
        bare = last.lower().rstrip(".")
        is_role_word = is_role(bare) or (bare in words("people", "titles") and bare != "med")
        if not is_role_word and bare not in words("mentions", "possessive"):
            break
        kept = kept[: len(kept) - len(last)].rstrip()
    return kept
