"""One request of somebody who is signed in, and what every page needs to answer it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property, partial, wraps
from http import HTTPStatus
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mailreg import log
from mailreg.errors import BadRequest, TemporaryError
from mailreg.sentences import Sentence, say
from mailreg.service.accounts import Account, Permission, permissions_of, signed_in
from mailreg.service.desk import Desk
from mailreg.service.glance import Glance, Lookout
from mailreg.service.tries import Tries
from mailreg.web.security import COOKIE, TOKEN_FIELD, csrf_token, is_genuine
from mailreg.web.texts import LANGUAGES, Texts, preferred, texts
from mailreg.web.words import N_

# Pages that are made at once: threads that fight for the interpreter's lock are slower together
# than one after the other; the second goes on while a long one (a list, a search) is made.
AT_ONCE = 2
MOST_FIELDS = 2_000  # of a form: a hundred people with all their fields
MOST_DIGITS = 17  # microseconds up to the year 5138, and more than there will be of anything else
ODD = N_("This form has something in it that no page of ours sends.")

BY_ITSELF = "Mailreg-Live"  # with what a page asks for when something has changed

Choice = TypeVar("Choice", bound=StrEnum)


class Pages(Protocol):
    """Where pages are made from templates."""

    def render(self, name: str, visit: Visit, values: Mapping[str, object]) -> str:
        """A page for somebody who is signed in."""

    def render_outside(self, name: str, language: str, values: Mapping[str, object]) -> str:
        """A page for somebody who is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all pages share."""

    desk: Desk
    pages: Pages
    lookout: Lookout
    tries: Tries = field(default_factory=Tries)  # to sign in, by address
    gate: Callable[[], CapacityLimiter] = field(  # passwords that are checked at once
        default_factory=lambda: cache(lambda: CapacityLimiter(AT_ONCE))
    )
    limiter: Callable[[], CapacityLimiter] = field(  # made within the event loop
        default_factory=lambda: cache(lambda: CapacityLimiter(AT_ONCE))
    )


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody asks for a page."""

    house: House
    request: Request
    form: FormData  # empty unless it is sent
    account: Account
    permissions: frozenset[Permission]
    texts: Texts
    token: str  # that forms carry

    @property
    def desk(self) -> Desk:
        """The use cases' own."""
        return self.house.desk

    @property
    def by(self) -> str:
        """Who decides, in the history."""
        return self.account.name

    @cached_property
    def glance(self) -> Glance:
        """How the desk stands, seen once for the whole page."""
        return self.house.lookout.glance(event=self.event)

    @property
    def event(self) -> str | None:
        """Slug of the event that is looked at; None: all."""
        wanted = self.query("event")
        return wanted if wanted in self.desk.events else None

    def may(self, permission: Permission) -> bool:
        """Whether this person may."""
        return permission in self.permissions

    def path(self, name: str) -> str:
        """A part of the address."""
        return clean(str(self.request.path_params[name]))

    def query(self, name: str) -> str:
        """An option of the address; "" where it is not there."""
        return clean(self.request.query_params.get(name, ""))

    def field(self, name: str) -> str:
        """A field of the form; "" where it is not there, or is a file."""
        value = self.form.get(name, "")
        return clean(value).strip() if isinstance(value, str) else ""

    def secret(self, name: str) -> str:
        """A password, as it was typed: spaces at its ends too."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def fields(self, name: str) -> list[str]:
        """Every value of a field."""
        return [clean(value) for value in self.form.getlist(name) if isinstance(value, str)]

    def written(self) -> dict[str, str]:
        """Every field of the form that is no file."""
        return {key: clean(value) for key, value in self.form.items() if isinstance(value, str)}

    def number(self, name: str) -> int:
        """A field that holds a number. Raises BadRequest."""
        found = number_of(self.field(name))
        if found is None:
            raise BadRequest(ODD)
        return found

    def numbers(self, name: str) -> list[int]:
        """Every value of a field that is a number."""
        found = [number_of(value) for value in self.fields(name)]
        return [number for number in found if number is not None]

    def choice(self, kind: type[Choice], name: str) -> Choice:
        """A field that holds one of a few words. Raises BadRequest."""
        try:
            return kind(self.field(name))
        except ValueError as error:
            raise BadRequest(ODD) from error

    def show(
        self, template: str, *, status: HTTPStatus = HTTPStatus.OK, **values: object
    ) -> HTMLResponse:
        """A page with these values."""
        content = self.house.pages.render(template, self, values)
        response = HTMLResponse(content, status_code=status)
        if self.request.method == "POST":  # its address is none to come back to
            response.headers["HX-Push-Url"] = "false"
        return response


Answer = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def visitors(house: House, answer: Answer, permission: Permission) -> Endpoint:
    """The endpoint for those who are signed in and have the permission."""

    @wraps(answer)
    async def endpoint(request: Request) -> Response:
        work = partial(to_thread.run_sync, limiter=house.limiter())
        if request.method != "POST":
            return await work(_shown, house, request, answer, permission)
        account = await work(_account, house, request)
        if account is None:
            return _to_sign_in(request)
        form = await request.form(max_files=1, max_fields=MOST_FIELDS)
        visit = _visit(house, request, account, form)
        if not is_genuine(_secret(request), form.get(TOKEN_FIELD)):
            return await work(_problem, visit, HTTPStatus.FORBIDDEN, FORGED)
        return await work(_permitted, answer, permission, visit)

    return endpoint


def _shown(house: House, request: Request, answer: Answer, permission: Permission) -> Response:
    """What is only looked at is of one moment, and costs one transaction."""
    with house.desk.database.one_view():
        account = _account(house, request)
        if account is None:
            return _to_sign_in(request)
        return _permitted(answer, permission, _visit(house, request, account, FormData()))


def _account(house: House, request: Request) -> Account | None:
    secret = _secret(request)
    is_active = BY_ITSELF not in request.headers
    return signed_in(house.desk, secret, is_active=is_active) if secret else None


def _secret(request: Request) -> str:
    return request.cookies.get(COOKIE, "")


def _visit(house: House, request: Request, account: Account, form: FormData) -> Visit:
    return Visit(
        house=house,
        request=request,
        form=form,
        account=account,
        permissions=permissions_of(account),
        texts=texts(language_of(request, account)),
        token=csrf_token(_secret(request)),
    )


FORGED = say(
    "This form is too old, or was not sent from this page. Go back, load it again and repeat."
)
LATER = say("The database cannot be reached just now. Nothing is lost; try again in a minute.")
NOT_ALLOWED = say("Your account may not do this. An administrator can give it the role.")


def clean(text: str) -> str:
    """What a browser sent, without what is no text for a database: NUL, half a surrogate pair."""
    return text.replace("\0", "").encode(errors="replace").decode()


def number_of(text: str) -> int | None:
    """A number as addresses and forms have it; None for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None


def language_of(request: Request, account: Account | None) -> str:
    """The person's choice, else what the browser asks for."""
    chosen = account.language if account else None
    if chosen in LANGUAGES:
        return str(chosen)
    return preferred(request.headers.get("accept-language"))


def go(path: str, **options: str) -> RedirectResponse:
    """To another page, after something was changed (RFC 9110, section 15.4.4)."""
    query = urlencode({name: value for name, value in options.items() if value})
    return RedirectResponse(f"{path}?{query}" if query else path, HTTPStatus.SEE_OTHER)


def _permitted(answer: Answer, permission: Permission, visit: Visit) -> Response:
    if permission not in visit.permissions:
        return _problem(visit, HTTPStatus.FORBIDDEN, NOT_ALLOWED)
    try:
        return answer(visit)
    except BadRequest as error:
        return _problem(visit, HTTPStatus.BAD_REQUEST, error.sentence)
    except TemporaryError as error:
        log.failed(job="page", error=str(error))
        return _problem(visit, HTTPStatus.SERVICE_UNAVAILABLE, LATER)


def _problem(visit: Visit, status: HTTPStatus, text: Sentence) -> Response:
    return visit.show("problem.html", status=status, text=text)


def _to_sign_in(request: Request) -> Response:
    if request.method != "GET":
        # a part of a page cannot be put in place of: the page loads itself anew, which leads there
        is_part = "hx-request" in request.headers
        return Response(status_code=HTTPStatus.UNAUTHORIZED) if is_part else go("/sign-in")
    query = request.url.query
    wanted = request.url.path + (f"?{query}" if query else "")
    return go("/sign-in", **({} if wanted == "/" else {"next": wanted}))
