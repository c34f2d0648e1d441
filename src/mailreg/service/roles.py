"""What the accounts of the staff page may do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do; an account may have several."""

    VIEWER = "viewer"
    HANDLER = "handler"
    APPROVER = "approver"
    CATERING = "catering"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that pages ask for; docs/commands.md has the table."""

    LOOK = "look"  # lists, seats, what was read but diets
    READ_LETTERS = "read_letters"  # and our mails: both may tell of health
    SEE_DIET = "see_diet"
    CORRECT = "correct"  # fields, answers, people who phoned, mail that is held
    DECIDE = "decide"  # and pause
    ADMINISTER = "administer"  # figures, accounts


PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.LOOK}),
    Role.HANDLER: frozenset(
        {Permission.LOOK, Permission.READ_LETTERS, Permission.SEE_DIET, Permission.CORRECT}
    ),
    Role.APPROVER: frozenset({Permission.LOOK, Permission.DECIDE}),
    Role.CATERING: frozenset({Permission.LOOK, Permission.SEE_DIET}),
    Role.ADMINISTRATOR: frozenset({Permission.LOOK, Permission.ADMINISTER}),
}
