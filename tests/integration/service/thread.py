"""Both ends of a conversation: letters that answer our mail, and what comes of them."""

from __future__ import annotations

from dataclasses import dataclass

from mailreg.registration.values import Application
from mailreg.store import applications
from mailreg.store.values import Step
from tests.integration.service.letters import REGISTRATION, letter
from tests.integration.service.office import Office, opened

ANNA = "anna.berg@solby.example"
ERIK = "erik.dahl@solby.example"
PASSED = "Authentication-Results: mx.example.org; dmarc=pass header.from=solby.example\n"
FAILED = "Authentication-Results: mx.example.org; dmarc=fail header.from=solby.example\n"


@dataclass(slots=True)
class Thread:
    """One applicant's conversation with an office."""

    office: Office

    def __post_init__(self) -> None:
        # mail is sent in many event loops; of two connections one would wait in a loop that is over
        self.office.restart(connections=1)

    def apply(self, body: str = REGISTRATION, **options: str) -> Application:
        """The first letter, of Anna Berg unless said otherwise; its reply leaves."""
        self.office.take_in(letter(body, **options))
        self.office.send_due()
        return self.office.cases()[-1]

    def answer(self, text: str, **options: str) -> tuple[object, object]:
        """Answer our last mail to that address; returns the state and the reason of the letter."""
        address = options.get("address", ANNA)
        mails = [mail for mail in self.office.mails() if mail.recipient == address]
        last = opened((mails or self.office.mails())[-1].content or b"")
        headers = (
            f"In-Reply-To: {last['Message-ID']}\nReferences: {last['References']}"
            f" {last['Message-ID']}\n{options.pop('headers', '')}"
        )
        options.setdefault("subject", f"SV: {last['Subject']}")
        return self.write(text, headers=headers, **options)

    def write(self, text: str, **options: str) -> tuple[object, object]:
        """A letter that refers to none of ours, unless its headers do."""
        self.office.take_in(letter(text=text, **options))
        self.office.send_due()
        return self.office.messages()[-1]

    def said(self) -> list[str]:
        """The templates of all that was sent, in order."""
        return [template for template, state, _ in self.office.fates() if state == "sent"]

    def steps(self) -> list[Step]:
        """The history of the first application."""
        with self.office.desk.database.reading() as tx:
            return applications.history(tx, self.office.cases()[0].id)
