"""Pages for whoever goes astray: an address that there is not, a form that is refused, a fault."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mailreg import log
from mailreg.errors import MailregError
from mailreg.service.accounts import signed_in
from mailreg.web.security import COOKIE
from mailreg.web.visit import LATER, House, language_of
from mailreg.web.words import N_

TROUBLES: Mapping[int, tuple[str, str]] = {  # by status: what it is, what helps
    HTTPStatus.BAD_REQUEST: (
        N_("That was not understood"),
        N_("What your browser sent is damaged, or was never meant for this page."),
    ),
    HTTPStatus.FORBIDDEN: (
        N_("That form came from elsewhere"),
        N_("Forms are taken from pages of mailreg alone. Open the page here, then repeat."),
    ),
    HTTPStatus.NOT_FOUND: (
        N_("There is no such page"),
        N_("The address may be mistyped, or the page was moved."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        N_("There is no such page"),
        N_("This address takes what a form sends, and cannot be opened, or the other way round."),
    ),
    HTTPStatus.LENGTH_REQUIRED: (
        N_("That was not understood"),
        N_("A form says how long it is, and this one did not."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        N_("That is too much for one form"),
        N_("Letters may have 25 MB, texts far less. Send less at once."),
    ),
    HTTPStatus.MISDIRECTED_REQUEST: (
        N_("The page is not served under this name"),
        N_("Ask the operator for its address; the names are set in “web.hosts”."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        N_("Something broke here"),
        N_("It is in the log. Try once more; if it happens again, tell the operator when it was."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (N_("Not just now"), LATER.template),
}


class Astray:
    """Makes these pages, in the language of whoever asks."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def page(
        self, request: Request, status: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        """The page for a status; no more is told of what went wrong."""
        content = await run_in_threadpool(self._content, request, status)
        return HTMLResponse(content, status_code=status, headers=headers)

    async def refused(self, request: Request, refusal: Exception) -> Response:
        """What the framework refuses: no such address, no such method, a damaged form."""
        assert isinstance(refusal, HTTPException)  # noqa: S101 (what it is registered for)
        return await self.page(request, refusal.status_code, refusal.headers)

    async def later(self, request: Request, failure: Exception) -> Response:
        """What cannot be answered while the database is out of reach."""
        log.failed(job="page", error=str(failure))
        return await self.page(request, HTTPStatus.SERVICE_UNAVAILABLE)

    def _content(self, request: Request, status: int) -> str:
        title, text = TROUBLES.get(status, TROUBLES[HTTPStatus.BAD_REQUEST])
        values = {"title": title, "text": text}
        return self._house.pages.render_outside("astray.html", self._language(request), values)

    def _language(self, request: Request) -> str:
        secret = request.cookies.get(COOKIE, "")
        account = None
        if secret:
            with contextlib.suppress(MailregError):  # the browser's wish will do
                account = signed_in(self._house.desk, secret)
        return language_of(request, account)
