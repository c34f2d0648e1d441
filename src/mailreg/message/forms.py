"""A form of ours, filled in where it is quoted: what is typed into it is the sender's own.

`> Namn: Per Ek` and `Allergier (nötter, ägg): ägg` are a label of ours and an answer of theirs.
Only where the letter above says that they have filled it in: a form may come with examples.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailreg.message import phrases
from mailreg.message.values import Kind

Piece = tuple[Kind, int]  # a kind and for how many characters


def pieces_of(lines: list[str], kinds: list[Kind]) -> Iterator[Piece]:
    """Kinds and lengths that cover the text, line ends included; none is empty."""
    first_quote = kinds.index(Kind.QUOTE) if Kind.QUOTE in kinds else len(kinds)
    is_filled_in = first_quote < len(kinds) and any(
        kind is Kind.OWN and phrases.FILLED_IN.search(line[: phrases.MAX_LINE])
        for kind, line in zip(kinds[:first_quote], lines, strict=False)
    )
    is_typed_between = Kind.OWN in kinds[first_quote:]
    below_label = False
    for index, (kind, line) in enumerate(zip(kinds, lines, strict=True)):
        pieces = [(kind, len(line))]
        if is_filled_in and kind is Kind.QUOTE:
            form = phrases.FORM_LINE.match(line[: phrases.MAX_LINE])
            if form and not _is_of_header(form):
                pieces = _of_form(form, len(line))
                below_label = not form["answer"].strip() and not is_typed_between
            elif below_label := below_label and bool(phrases.TYPED_LINE.match(line)):
                marks = len(line) - len(line.lstrip("> "))
                pieces = [(Kind.QUOTE, marks), (Kind.OWN, len(line) - marks)]
        pieces.append((pieces[-1][0], int(index < len(lines) - 1)))
        yield from (piece for piece in pieces if piece[1])


def _is_of_header(form: phrases.Form) -> bool:
    line = form.string
    return bool(phrases.FROM_LABEL.match(line) or phrases.OTHER_LABEL.match(line))


def _of_form(form: phrases.Form, length: int) -> list[Piece]:
    """The label, which says what the answer is to, and the answer; not the examples between."""
    if not form["answer"].strip():
        return [(Kind.QUOTE, length)]
    marks, label, examples = (len(form[name]) for name in ("marks", "label", "examples"))
    return [
        (Kind.QUOTE, marks),
        (Kind.OWN, label),
        (Kind.QUOTE, examples),
        (Kind.OWN, length - marks - label - examples),
    ]
