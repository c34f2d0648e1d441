"""How pages are put together: texts, and what escapes them."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment

from mailreg.web.rendering import ConstantTexts, hidden
from mailreg.web.texts import texts

PAGES = {
    "a text": ('<b>{{ _("Seats") }}</b>', "<b>Platser</b>"),
    "in an attribute": ("<b title=\"{{ _('Seats') }}\">", '<b title="Platser">'),
    "of a choice": ('{{ _("Seats") if 1 else _("Search") }}', "Platser"),
    "with a value": ('{{ _("Letter %(number)s", number=7) }}', "Mejl 7"),
    "of a name": ('{% set name = "Seats" %}{{ _(name) }}', "Platser"),
    "unknown, and with signs of HTML": ('{{ _("a < b") }}', "a &lt; b"),
    "no text": ('{{ "_" }}{{ ("Seats") }}_("Seats")', '_Seats_("Seats")'),
}


def environment(language: str) -> Environment:
    made = Environment(autoescape=True, extensions=[ConstantTexts], loader=DictLoader({}))
    made.globals |= {"language": language, "_": texts(language).gettext}
    return made


@pytest.mark.parametrize("page", PAGES)
def test_texts_are_said_in_the_language_of_the_page(page: str) -> None:
    source, shown = PAGES[page]
    assert environment("sv").from_string(source).render() == shown


def test_a_constant_text_is_put_in_when_the_page_is_compiled() -> None:
    page = environment("sv").from_string('{{ _("Seats") }}')
    page.globals = {**page.globals, "_": None}
    assert page.render() == "Platser"
    assert environment("en").from_string('{{ _("Seats") }}').render() == "Seats"


def test_hidden_fields_escape_what_they_hold_and_leave_out_what_is_empty() -> None:
    fields = hidden(name='"><b>', nothing=None, empty="", zero=0)
    assert fields == (
        '<input type="hidden" name="name" value="&#34;&gt;&lt;b&gt;">'
        '<input type="hidden" name="zero" value="0">'
    )
