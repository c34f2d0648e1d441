"""An Extract becomes JSON and comes back whole."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from mailreg.extraction import Attendee, Billing, Evidence, Extract, Intent, Missing
from mailreg.extraction.label import (
    billing_from,
    billing_json,
    extract_from_json,
    extract_to_json,
    label_json,
)

texts = st.text(max_size=20)
maybe = st.none() | texts
evidence = st.builds(
    Evidence,
    field=texts,
    text=texts,
    start=st.integers(0, 9),
    end=st.integers(0, 9),
    part=st.sampled_from(["body", "subject", "from"]),
    confidence=st.floats(0, 1),
)
attendees = st.builds(
    Attendee,
    name=maybe,
    dietary=st.lists(texts, max_size=3).map(tuple),
    dietary_other=st.lists(texts, max_size=3).map(tuple),
    dietary_stated=st.booleans(),
    answers=st.dictionaries(texts, st.booleans() | texts, max_size=3),
    email=maybe,
    phone=maybe,
    organisation=maybe,
    title=maybe,
)
billings = st.builds(
    Billing,
    recipient=maybe,
    street=maybe,
    postal_code=maybe,
    city=maybe,
    country=maybe,
    reference=maybe,
    organisation_number=maybe,
    gln=maybe,
    email=maybe,
)
extracts = st.builds(
    Extract,
    intent=st.sampled_from(Intent),
    language=st.sampled_from(["sv", "en"]),
    attendees=st.lists(attendees, max_size=3).map(tuple),
    replaces=st.lists(texts, max_size=2).map(tuple),
    billing=st.none() | billings,
    missing=st.lists(st.sampled_from(Missing), max_size=2).map(tuple),
    needs_review=st.booleans(),
    reasons=st.lists(texts, max_size=2).map(tuple),
    evidence=st.lists(evidence, max_size=2).map(tuple),
    intent_is_sure=st.booleans(),
    language_is_sure=st.booleans(),
)


@given(extracts)
def test_an_extract_survives_json(extract: Extract) -> None:
    assert extract_from_json(json.loads(json.dumps(extract_to_json(extract)))) == extract


@given(st.none() | billings)
def test_billing_survives_json(billing: Billing | None) -> None:
    assert billing_from(billing_json(billing)) == billing


def test_a_label_has_every_key_even_where_nothing_is_said() -> None:
    label = label_json(
        Extract(intent=Intent.REGISTER, language="sv", attendees=(Attendee(),), billing=Billing())
    )
    assert list(label) == ["intent", "language", "attendees", "replaces", "billing", "missing"]
    assert label["billing"] == dict.fromkeys(
        (
            "recipient",
            "street",
            "postal_code",
            "city",
            "country",
            "reference",
            "organisation_number",
            "gln",
            "email",
        )
    )
