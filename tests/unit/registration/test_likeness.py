"""Which names staff should see side by side."""

from __future__ import annotations

import pytest

from mailreg.registration.likeness import is_alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Anna Berg", "anna berg", True),
        ("Åsa Lindén", "Asa Linden", True),
        ("Kristina Eriksson", "Christina Ericsson", True),
        ("Karl Ek", "Carl Ek", True),
        ("Erik Ek", "Eva Ek", False),
        ("Anna Solberg", "Anna Ekberg", False),
    ],
)
def test_a_few_letters_make_nobody_another_person(one: str, other: str, alike: bool) -> None:
    assert is_alike(one, other) is alike
