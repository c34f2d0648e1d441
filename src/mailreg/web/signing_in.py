"""Signing in and out."""

from __future__ import annotations

import secrets
from functools import partial
from http import HTTPStatus

from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mailreg import log
from mailreg.service.accounts import (
    LONGEST,
    TOKEN_BYTES,
    TooManyTries,
    list_accounts,
    sign_in,
    sign_out,
    signed_in,
)
from mailreg.web.security import (
    COOKIE,
    FORM_COOKIE,
    TOKEN_FIELD,
    csrf_token,
    is_genuine,
    is_secure,
    own_path,
)
from mailreg.web.visit import Endpoint, House, Visit, go, language_of

MOST_FIELDS = 10  # of the form


def form(house: House) -> Endpoint:
    """The page that asks for name and password."""

    async def endpoint(request: Request) -> Response:
        secret = request.cookies.get(COOKIE, "")
        account = await run_in_threadpool(signed_in, house.desk, secret) if secret else None
        if account is not None:
            return go(own_path(request.query_params.get("next")))
        return await run_in_threadpool(_form, house, request)

    return endpoint


def attempt(house: House) -> Endpoint:
    """Name and password, sent."""

    async def endpoint(request: Request) -> Response:
        sent = await request.form(max_files=0, max_fields=MOST_FIELDS)
        secret = request.cookies.get(FORM_COOKIE, "")
        if not secret or not is_genuine(secret, sent.get(TOKEN_FIELD)):
            status = HTTPStatus.FORBIDDEN
            return await run_in_threadpool(partial(_form, status=status), house, request, "stale")
        # Argon2 takes 64 MiB for each that is checked: a crowd of guesses waits in line
        return await to_thread.run_sync(_attempt, house, request, sent, limiter=house.gate())

    return endpoint


def end(visit: Visit) -> Response:
    """Sign out, in this browser."""
    sign_out(visit.desk, visit.request.cookies[COOKIE])
    response = go("/sign-in")
    response.delete_cookie(COOKIE)
    return response


def _attempt(house: House, request: Request, sent: FormData) -> Response:
    name, password = str(sent.get("name", "")).replace("\0", ""), str(sent.get("password", ""))
    refused = partial(_form, house, request, wanted=sent.get("next"))
    address = request.client.host if request.client else ""
    if house.tries.count(address, house.desk.clock()) is not None:
        log.sign_in_slowed(account=None, by="address")
        return refused("slowed", status=HTTPStatus.TOO_MANY_REQUESTS)
    result = sign_in(house.desk, name, password)
    if result is not None:
        house.tries.forgive(address)
    if result is None:
        return refused("wrong", status=HTTPStatus.UNAUTHORIZED)
    if isinstance(result, TooManyTries):
        return refused("slowed", status=HTTPStatus.TOO_MANY_REQUESTS)
    if before := request.cookies.get(COOKIE):  # nobody is left signed in whom no cookie names
        sign_out(house.desk, before)
    response: RedirectResponse = go(own_path(sent.get("next")))
    # a new token each time: one that somebody planted is worth nothing (session fixation)
    response.set_cookie(
        COOKIE,
        result,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )
    response.delete_cookie(FORM_COOKIE)
    return response


def _form(
    house: House,
    request: Request,
    trouble: str = "",
    *,
    status: HTTPStatus = HTTPStatus.OK,
    wanted: object = None,
) -> HTMLResponse:
    secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(TOKEN_BYTES)
    content = house.pages.render_outside(
        "sign_in.html",
        language_of(request, None),
        {
            "trouble": trouble,
            "token": csrf_token(secret),
            "next": own_path(wanted or request.query_params.get("next")),
            "is_changed": "changed" in request.query_params and not trouble,
            "has_accounts": bool(list_accounts(house.desk)),
        },
    )
    response = HTMLResponse(content, status_code=status)
    response.set_cookie(
        FORM_COOKIE, secret, httponly=True, samesite="strict", secure=is_secure(request)
    )
    return response
