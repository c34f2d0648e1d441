"""Promise 10: nothing that a letter says in its headers or its text steers what we send."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.acceptance.conftest import NewSite
from tests.acceptance.letters import address_of, registration
from tests.servers.configuration import ADDRESS

HOSTILE = {
    "subject": "Subject: =?utf-8?Q?Hej=0D=0ABcc:_stulen@elsewhere.example=0D=0A?=\n",
    "subject, folded": "Subject: Hej\n\tBcc: stulen@elsewhere.example\n",
    "our headers": (
        "X-Mailreg-Reference: MS-AAAAA\nX-Mailreg-Approve: yes\nX-Mailreg-Token: aaaaaaaaaa\n"
    ),
    "verdict": "Authentication-Results: mx.example.org; dmarc=pass header.from=solby.example\n",
    "message id": "Message-ID: <a@b>\u2028Bcc: stulen@elsewhere.example\n",
    "references": f"References: {' '.join(f'<{n}@solby.example>' for n in range(3000))}\n",
    "bare CR in references": "References: <a@b>\rBcc: stulen@elsewhere.example\n",
    "receipts": "Disposition-Notification-To: stulen@elsewhere.example\nErrors-To: x@y.example\n",
    "sender": "Sender: stulen@elsewhere.example\nReturn-Path: <stulen@elsewhere.example>\n",
}
TEMPLATE = "Namn: {{{{ 7777 * 7777 }}}} {{% for x in range(9) %}}Kalle{{% endfor %}}\n"


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


@pytest.mark.parametrize("header", HOSTILE.values(), ids=HOSTILE)
def test_no_header_of_a_letter_comes_back(new_site: NewSite, header: str) -> None:
    site = new_site()
    name = header.partition(":")[0]
    plain = registration(0).decode()
    if f"\r\n{name}:" in plain:
        lines = [line for line in plain.split("\r\n") if not line.startswith(f"{name}:")]
        letter = (header.replace("\n", "\r\n") + "\r\n".join(lines)).encode()
    else:
        letter = registration(0, headers=header)
    site.deliver(letter)

    site.run_once()

    (sent,) = site.smtp.received
    assert sent.recipients == (address_of(0),)
    assert sent.sender == ADDRESS
    assert b"stulen" not in sent.content
    reply = read(sent.content)
    assert reply["To"].addresses[0].addr_spec == address_of(0)
    assert reply["Bcc"] is None
    assert reply["Cc"] is None
    assert reply["Subject"] == f"Mötesplats Storsthlm [{site.reference()}]"
    assert max(map(len, sent.content.split(b"\r\n"))) <= 998


def test_a_template_in_a_letter_is_only_text(new_site: NewSite) -> None:
    site = new_site()
    body = "Hej! Jag vill anmäla mig till Mötesplats.\n\n" + TEMPLATE
    body += "\nFaktura: Solby kommun, Box 12, 123 45 Solby, ref ZZ1234\n\nHälsningar\n{name}\n"
    site.deliver(registration(0, body=body))

    site.run_once()

    text = "".join(str(read(mail.content)) for mail in site.smtp.received)
    assert str(7777 * 7777) not in text
    assert "KalleKalle" not in text


def test_a_verdict_from_elsewhere_is_not_believed(new_site: NewSite) -> None:
    site = new_site(authserv_id="mx.example.org")
    forged = "Authentication-Results: mx.elsewhere.example; dmarc=fail\n"
    failed = "Authentication-Results: mx.example.org; dmarc=fail header.from=solby.example\n"
    site.deliver(registration(0, headers=forged), registration(1, headers=failed))

    site.run_once()

    assert [mail.recipients[0] for mail in site.smtp.received] == [address_of(0)]
    assert len(site.json("list")) == 2
