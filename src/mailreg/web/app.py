"""The application: every address, who may go there, and what answers."""

from __future__ import annotations

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from mailreg.errors import TemporaryError
from mailreg.service.accounts import Permission
from mailreg.service.desk import Desk
from mailreg.service.glance import Lookout
from mailreg.web import cases, desk_pages, live, mails, queue, signing_in
from mailreg.web.astray import Astray
from mailreg.web.rendering import STATIC, TemplatePages
from mailreg.web.security import Guard
from mailreg.web.visit import Answer, House, visitors

FOR_EVER = "public, max-age=31536000, immutable"  # the address changes with the content
LEAST_TO_COMPRESS = 1_000  # bytes
COMPRESSED = 5  # of 9: half the time, and a twentieth more

GET: tuple[tuple[str, Answer, Permission], ...] = (
    ("/", queue.show, Permission.LOOK),
    ("/cases/{reference}", cases.show, Permission.LOOK),
    ("/cases/{reference}/reply", cases.reply, Permission.READ_LETTERS),
    ("/cases/{reference}/why", cases.why, Permission.LOOK),
    ("/mails/{id:int}", mails.mail, Permission.READ_LETTERS),
    ("/letters/{id:int}", mails.letter, Permission.READ_LETTERS),
    ("/letters/{id:int}/html", mails.laid_out, Permission.READ_LETTERS),
    ("/messages", mails.messages, Permission.LOOK),
    ("/outbox", mails.outbox, Permission.LOOK),
    ("/problems", mails.problems, Permission.LOOK),
    ("/seats", desk_pages.seats, Permission.LOOK),
    ("/add", desk_pages.add, Permission.CORRECT),
    ("/lists", desk_pages.lists, Permission.LOOK),
    ("/templates/", desk_pages.templates, Permission.LOOK),
    ("/templates/{name:path}", desk_pages.templates, Permission.LOOK),
    ("/accounts", desk_pages.people, Permission.ADMINISTER),
    ("/me", desk_pages.me, Permission.LOOK),
)
POST: tuple[tuple[str, Answer, Permission], ...] = (
    ("/search", queue.find, Permission.LOOK),
    ("/cases/{reference}/decide", cases.decide, Permission.DECIDE),
    ("/cases/{reference}/undo", cases.take_back, Permission.DECIDE),
    ("/cases/{reference}/save", cases.save, Permission.CORRECT),
    ("/cases/{reference}/answer", cases.answer, Permission.CORRECT),
    ("/cases/{reference}/resume", cases.resume, Permission.CORRECT),
    ("/cases/{reference}/reply", cases.reply, Permission.READ_LETTERS),
    ("/bulk", desk_pages.bulk, Permission.DECIDE),
    ("/letters/{id:int}/case", mails.make_case_of, Permission.CORRECT),
    ("/letters/{id:int}/join", mails.join, Permission.CORRECT),
    ("/letters/{id:int}/answer", mails.answer, Permission.CORRECT),
    ("/letters/{id:int}/again", mails.again, Permission.CORRECT),
    ("/letters/{id:int}/settle", mails.settle, Permission.CORRECT),
    ("/outbox/release", mails.let_go, Permission.CORRECT),
    ("/outbox/resend", mails.send_again, Permission.CORRECT),
    ("/seats", desk_pages.change_seats, Permission.ADMINISTER),
    ("/pause", desk_pages.stop, Permission.DECIDE),
    ("/add/person", desk_pages.add_person, Permission.CORRECT),
    ("/add/letter", desk_pages.enter_letter, Permission.CORRECT),
    ("/lists", desk_pages.download, Permission.LOOK),
    ("/accounts", desk_pages.add_user, Permission.ADMINISTER),
    ("/accounts/remove", desk_pages.remove_user, Permission.ADMINISTER),
    ("/accounts/password", desk_pages.set_user_password, Permission.ADMINISTER),
    ("/me", desk_pages.change_me, Permission.LOOK),
    ("/me/password", desk_pages.change_my_password, Permission.LOOK),
    ("/sign-out", signing_in.end, Permission.LOOK),
)


class Kept(StaticFiles):
    """Static files, which browsers keep."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or 404."""
        if "\0" in path:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOR_EVER
        return response


def make_app(desk: Desk, *, hosts: tuple[str, ...] = ()) -> Starlette:
    """The staff page on a desk; `hosts` are names beside loopback by which it is reached."""
    house = House(desk=desk, pages=TemplatePages(), lookout=Lookout(desk))
    astray, heart = Astray(house), live.Pulse(desk)
    routes = [
        Route(path, visitors(house, answer, permission), methods=[method])
        for method, table in (("GET", GET), ("POST", POST))
        for path, answer, permission in table
    ]
    outside = [
        Route("/sign-in", signing_in.form(house), methods=["GET"]),
        Route("/sign-in", signing_in.attempt(house), methods=["POST"]),
        Route("/live", live.events(house, heart)),
        Mount("/static", Kept(directory=STATIC)),
    ]
    return Starlette(
        routes=[*routes, *outside],
        middleware=[
            Middleware(Guard, hosts=hosts, refuse=astray.page),
            Middleware(GZipMiddleware, minimum_size=LEAST_TO_COMPRESS, compresslevel=COMPRESSED),
        ],
        exception_handlers={HTTPException: astray.refused, TemporaryError: astray.later},
    )
