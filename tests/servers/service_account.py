"""A Google service account: the key file that its owner is given, and what Google checks with it.

account = ServiceAccount()
TokenAuthority(account=account)
path.write_text(account.key_file(token_uri=authority.token_url))
"""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

MAIL_SCOPE = "https://mail.google.com/"
MAX_LIFETIME_SECONDS = 3600
SKEW_SECONDS = 300  # between two clocks that go right


@cache
def rsa_key(bits: int) -> RSAPrivateKey:
    """A key that was made for this test run."""
    return generate_private_key(65537, bits)


def pem_of(key: PrivateKeyTypes) -> str:
    """The key as Google writes it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An assertion that gives no token, in Google's words."""

    code: str
    description: str
    status: int = 400


@dataclass(slots=True, kw_only=True)
class ServiceAccount:
    """One account, its one key, and what the administrator of the domain let it do."""

    client_email: str = "mailreg@desk-project.iam.gserviceaccount.example"
    client_id: str = "100000000000000000007"
    key_id: str = "0123456789abcdef"
    scopes: tuple[str, ...] = (MAIL_SCOPE,)  # delegated to it
    clock: Callable[[], float] = time.time  # Google's
    signing_key: RSAPrivateKey = field(default_factory=lambda: rsa_key(2048), repr=False)

    def key_file(self, **changes: object) -> str:
        """The file as the Google Cloud console gives it, changed; None leaves a line out."""
        content: dict[str, object] = {
            "type": "service_account",
            "project_id": "desk-project",
            "private_key_id": self.key_id,
            "private_key": pem_of(self.signing_key),
            "client_email": self.client_email,
            "client_id": self.client_id,
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": "https://oauth2.googleapis.com/token",
        }
        changed = {**content, **changes}
        return json.dumps({key: value for key, value in changed.items() if value is not None})

    def judge(self, assertion: str, *, audience: str, user: str) -> Refused | None:
        """None where the assertion is good for a token of `user` at the endpoint `audience`."""
        signed, _, signature = assertion.rpartition(".")
        header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
        if (claims["iss"], header.get("kid")) != (self.client_email, self.key_id):
            return Refused(code="invalid_grant", description="Invalid grant: account not found")
        if header["alg"] != "RS256" or not self._has_signed(signed, signature):
            return Refused(code="invalid_grant", description="Invalid JWT Signature.")
        return self._judge_claims(claims, audience=audience, user=user)

    def _has_signed(self, signed: str, signature: str) -> bool:
        key = self.signing_key.public_key()
        try:
            key.verify(_decoded(signature), signed.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True

    def _judge_claims(self, claims: dict[str, Any], *, audience: str, user: str) -> Refused | None:
        if claims["aud"] != audience:
            words = f"Invalid JWT: Failed audience check. The right audience is {audience}"
            return Refused(code="invalid_grant", description=words)
        if not self._is_timely(claims["iat"], claims["exp"]):
            words = (
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim."
            )
            return Refused(code="invalid_grant", description=words)
        if not set(claims["scope"].split()) <= set(self.scopes):
            words = (
                "Client is unauthorized to retrieve access tokens using this method, or client "
                "not authorized for any of the scopes requested."
            )
            return Refused(code="unauthorized_client", description=words, status=401)
        if claims["sub"] != user:
            return Refused(code="invalid_grant", description="Invalid email or User ID")
        return None

    def _is_timely(self, issued_at: int, expires_at: int) -> bool:
        now = self.clock()
        is_short = 0 < expires_at - issued_at <= MAX_LIFETIME_SECONDS
        return is_short and issued_at - SKEW_SECONDS <= now < expires_at + SKEW_SECONDS


def _decoded(part: str) -> bytes:
    """Base64url without padding (RFC 7515, section 2)."""
    assert "=" not in part
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
