"""An application of Anna and Erik, and what later letters of its conversation say."""

from __future__ import annotations

from dataclasses import replace

from mailreg.extraction import Attendee, Billing, Extract, Intent, Missing
from mailreg.message import Authenticity, copy_token
from mailreg.registration.comparing import Reader
from mailreg.registration.values import Application, Diet, Registration, Status
from mailreg.registration.writers import Writer, identify
from tests.unit.registration.cases import NOW, make_event

ANNA = "anna@solby.example"
ERIK = "erik@solby.example"
TOKEN = "a" * 26
COPY = copy_token(TOKEN, 2)
SOLBY = Billing(
    recipient="Solby kommun",
    street="Box 101",
    postal_code="123 45",
    city="Solby",
    country="SE",
    reference="ZZ1",
)


def application(
    *statuses: Status, missing: tuple[Missing, ...] = (), billing: Billing | None = SOLBY
) -> Application:
    """Of Anna, and of Erik where there are two statuses."""
    names = (("Anna Berg", None), ("Erik Dahl", ERIK))
    people = tuple(
        Registration(number=number, status=status, name=name, email=email, diet=Diet())
        for number, (status, (name, email)) in enumerate(zip(statuses, names, strict=False), 1)
    )
    return Application(
        id=1,
        reference="V-7K4QD",
        token=TOKEN,
        event="varmote",
        mailbox="desk",
        language="sv",
        contact_name="Anna Berg",
        contact_email=ANNA,
        received_at=NOW,
        needs_review=False,
        reasons=(),
        missing=missing,
        billing=billing,
        is_shadow=False,
        version=1,
        registrations=people,
    )


def writer(
    case: Application,
    address: str = ANNA,
    tokens: tuple[str, ...] = (TOKEN,),
    verdict: Authenticity = Authenticity.NONE,
) -> Writer:
    return identify(case, address=address, tokens=tokens, authenticity=verdict)


def reader(case: Application, by: Writer | None = None, sender_name: str = "Anna Berg") -> Reader:
    """What letters of the applicant, or of somebody else, are held against."""
    return Reader(
        application=case,
        event=make_event(),
        writer=by or writer(case),
        sender_name=sender_name,
    )


def said(*attendees: Attendee, intent: Intent = Intent.AMEND, **more: object) -> Extract:
    """A letter that says so, surely."""
    letter = Extract(intent=intent, language="sv", attendees=attendees)
    return replace(letter, **more)  # type: ignore[arg-type]
