"""Who wrote a letter of a conversation, and what its word is good for without a person.

A reference, and being part of the thread, join a letter and prove nobody. Cancelling, replacing
somebody and changing the payer need the own address of whoever it concerns, with the server's
passing verdict or, where it gives none, a token that only our mail to them has. Filling in what
was asked for, and what costs nobody a place or money, needs one of the two.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from mailreg.message import Authenticity, copy_token
from mailreg.registration.values import Application, Registration


class Proof(StrEnum):
    """How sure it is that somebody of the application wrote a letter."""

    FAILED = "failed"  # the server says that it is not from its From: only staff answer it
    NONE = "none"  # an address that nobody here has, and no token of ours
    LIKELY = "likely"  # an address that somebody here has, or a token of ours
    PROVEN = "proven"  # such an address, and the server's verdict or a token vouches for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who wrote, as far as is known."""

    proof: Proof
    is_applicant: bool  # by the address
    numbers: frozenset[int]  # the people whose own address it is

    def may_give_up(self, numbers: Collection[int]) -> bool:
        """Whether the writer may withdraw or replace these people."""
        is_theirs = self.is_applicant or (bool(numbers) and self.numbers.issuperset(numbers))
        return self.proof is Proof.PROVEN and is_theirs

    def may_rebill(self, application: Application) -> bool:
        """Whether the writer may say that somebody else pays; the invoice is for everybody."""
        return self.may_give_up([one.number for one in application.registrations])

    @property
    def may_add(self) -> bool:
        """Whether the writer may fill in what was asked for, and tell of diets and answers."""
        return self.proof in (Proof.LIKELY, Proof.PROVEN)


def identify(
    application: Application,
    *,
    address: str,
    tokens: Collection[str],
    authenticity: Authenticity,
) -> Writer:
    """Whose address the letter comes from, and what vouches for that.

    `tokens` are those of its headers: what stands in a text may have been sent on by anybody. The
    token of somebody's copy vouches for that person alone.
    """
    key = address.casefold()
    is_applicant = bool(key) and application.contact_email.casefold() == key
    numbers = frozenset(one.number for one in application.registrations if _is_of(one, key))
    own = application.token in tokens
    copied = frozenset(
        n for n in _numbers(application) if copy_token(application.token, n) in tokens
    )
    proof = _proof(
        is_known=is_applicant or bool(numbers),
        has_token=own or bool(copied),
        is_vouched=own or bool(copied & numbers),
        authenticity=authenticity,
    )
    return Writer(proof=proof, is_applicant=is_applicant, numbers=numbers)


def _proof(
    *, is_known: bool, has_token: bool, is_vouched: bool, authenticity: Authenticity
) -> Proof:
    if authenticity is Authenticity.FAIL:
        return Proof.FAILED
    if is_known and (authenticity is Authenticity.PASS or is_vouched):
        return Proof.PROVEN
    return Proof.LIKELY if is_known or has_token else Proof.NONE


def _numbers(application: Application) -> list[int]:
    return [one.number for one in application.registrations]


def _is_of(person: Registration, key: str) -> bool:
    return bool(key) and (person.email or "").casefold() == key
