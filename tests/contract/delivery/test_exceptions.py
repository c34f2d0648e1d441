"""No exception of the library or of the network gets past the edge."""

from __future__ import annotations

import inspect
import socket
import ssl

import aiosmtplib
import pytest
from aiosmtplib import errors

from mailreg.delivery.session import LINK_FAILURES

OF_THE_LIBRARY = {
    name
    for name, thing in vars(errors).items()
    if inspect.isclass(thing) and name != "TimeoutError"
}

MAPPED = {
    # connecting, greeting: DeliveryUnavailable
    "SMTPConnectError",
    "SMTPConnectTimeoutError",
    "SMTPConnectResponseError",
    "SMTPHeloError",
    "SMTPNotSupported",
    # logging in: LoginRefused or DeliveryUnavailable, by code
    "SMTPAuthenticationError",
    # MAIL, RCPT, DATA: a verdict, by code
    "SMTPSenderRefused",
    "SMTPRecipientRefused",
    "SMTPRecipientsRefused",
    "SMTPDataError",
    "SMTPResponseException",
    # anywhere: DeliveryUnavailable, TEMPORARY or UNKNOWN, by how far the mail had come
    "SMTPException",
    "SMTPServerDisconnected",
    "SMTPTimeoutError",
    "SMTPReadTimeoutError",
}


def test_every_exception_of_the_library_is_on_the_list() -> None:
    assert OF_THE_LIBRARY == MAPPED


@pytest.mark.parametrize("name", sorted(MAPPED))
def test_each_is_caught_where_the_link_is_used(name: str) -> None:
    assert issubclass(getattr(aiosmtplib, name), LINK_FAILURES)


@pytest.mark.parametrize(
    "failure",
    [
        ConnectionResetError,
        TimeoutError,
        socket.gaierror,
        ssl.SSLError,
        ssl.SSLCertVerificationError,
        FileNotFoundError,
        UnicodeEncodeError,
    ],
)
def test_each_failure_of_the_network_is_caught(failure: type[Exception]) -> None:
    assert issubclass(failure, LINK_FAILURES)
