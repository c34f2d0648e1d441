"""What a transformation makes of a case."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.corpus.cases import Case, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A letter made from another, and how it should be read then."""

    content: bytes
    label: Label


Transformation = Callable[[Case, random.Random], Variant | None]  # None: it does not apply
