"""The shipped templates, loaded once."""

from __future__ import annotations

import pytest

from mailreg.reply.templates import Templates, load
from tests.unit.reply.letters import EVENT, SHIPPED, Render


@pytest.fixture(scope="session")
def templates() -> Templates:
    return load(None, shipped=SHIPPED, events=[EVENT])


@pytest.fixture
def text(templates: Templates) -> Render:
    """The plain text of a letter."""
    return lambda one: templates.render(one, EVENT).text
