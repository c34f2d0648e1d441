"""An applicant's mailbox in the browser: a letter leaves over SMTP, and the replies arrive."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime, make_msgid
from http import HTTPStatus
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from mailreg.demo.clock import now
from mailreg.demo.folder import ADDRESS, HOST
from mailreg.demo.replies import Replies, SentReply
from mailreg.web.rendering import STATIC, address
from mailreg.web.security import Guard

NAME, SENDER = "Maja Ekvall", "maja.ekvall@kommun.example"
TEXT = """\
Hej!

Jag missade anmälan till Mötesplats Nord. Finns det plats för mig och min kollega
Otto Lind? Otto tål inte nötter.

Fakturan går till Ekvalla kommun, Box 12, 123 45 Ekvalla, referens EK-204.

Vänliga hälsningar
Maja Ekvall
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where letters leave, and where replies lie."""

    smtp_port: int
    replies: Replies
    staff_page: str  # its address
    event: str  # its name

    def send(self, name: str, sender: str, subject: str, text: str) -> None:
        """Send one letter to the desk."""
        letter = EmailMessage(policy=SMTPUTF8)
        letter["From"] = Address(display_name=name, addr_spec=sender)
        letter["To"] = ADDRESS
        letter["Subject"] = subject
        letter["Date"] = format_datetime(now())
        letter["Message-ID"] = make_msgid(domain="demo.example")
        letter.set_content(text)
        with smtplib.SMTP(HOST, self.smtp_port) as smtp:
            smtp.send_message(letter, from_addr=sender, to_addrs=[ADDRESS])

    def received_by(self, sender: str) -> Sequence[SentReply]:
        """The replies to an address, oldest first."""
        return self.replies.to(sender)


def make_app(mailbox: Mailbox) -> Starlette:
    """The page."""
    folder = Path(__file__).parent / "pages"
    pages = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)

    def show(request: Request) -> Response:
        sender = request.query_params.get("sender", SENDER)
        page = pages.get_template("applicant.html").render(
            static=address,
            name=request.query_params.get("name", NAME),
            sender=sender,
            text=TEXT,
            event=mailbox.event,
            desk=ADDRESS,
            staff_page=mailbox.staff_page,
            replies=mailbox.received_by(sender),
            is_sent="name" in request.query_params,
        )
        return HTMLResponse(page)

    async def send(request: Request) -> Response:
        form = await request.form()
        name, sender, subject, text = (
            " ".join(str(form.get(key, "")).splitlines()) if key != "text" else str(form.get(key))
            for key in ("name", "sender", "subject", "text")
        )
        try:
            await run_in_threadpool(mailbox.send, name, sender, subject, text)
        except (ValueError, IndexError, smtplib.SMTPException) as error:
            return Response(f"This cannot be sent: {error}\n", HTTPStatus.BAD_REQUEST)
        url = request.url.replace(query="").include_query_params(name=name, sender=sender)
        return RedirectResponse(f"/?{url.query}", HTTPStatus.SEE_OTHER)

    return Starlette(
        routes=[
            Route("/", show, methods=["GET"]),
            Route("/", send, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, hosts=())],
    )
