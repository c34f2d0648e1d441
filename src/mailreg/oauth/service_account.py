"""A Google service account that acts for a user of its domain (domain-wide delegation).

It asks for a token with an assertion that it signs itself (RFC 7523, section 2.1): a JSON Web Token
(RFC 7519) in the compact form of RFC 7515, section 7.1, signed with RS256 (RFC 7518, section 3.3).
Its key is the JSON file that the Google Cloud console gives once, when the key is made.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"  # RFC 7523, section 2.1
LIFETIME_SECONDS = 3600  # of an assertion; Google takes none that is longer
TYPE = "service_account"  # of the JSON file, to tell it from those of other credentials
LEAST_KEY_BITS = 2048  # RFC 7518, section 3.3


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccount:
    """What the JSON key file of a service account says."""

    client_email: str
    client_id: str  # the number that delegation is granted to; "" where the file has none
    key_id: str  # which of its keys this is; "" where the file has none
    token_uri: str  # where tokens are asked for; "" where the file has none
    signing_key: RSAPrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """A service account, and the user that it acts for."""

    account: ServiceAccount
    user: str  # whose mailbox it is

    def assertion(self, *, audience: str, scope: str, now: float) -> str:
        """What the token endpoint `audience` gives a token for; `now` in seconds of Unix time."""
        issued_at = int(now)
        header = {"alg": "RS256", "typ": "JWT"}
        if self.account.key_id:
            header["kid"] = self.account.key_id
        claims = {  # RFC 7519, section 4.1; `scope` is Google's
            "iss": self.account.client_email,
            "sub": self.user,
            "aud": audience,
            "scope": scope,
            "iat": issued_at,
            "exp": issued_at + LIFETIME_SECONDS,
        }
        signed = f"{_encode_part(header)}.{_encode_part(claims)}"
        signature = self.account.signing_key.sign(signed.encode("ascii"), PKCS1v15(), SHA256())
        return f"{signed}.{_encode(signature)}"


def read_service_account(text: str) -> ServiceAccount | str:
    """The account of a JSON key file, or what is wrong with the file; no secret is told."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return "it is not JSON"
    if not isinstance(content, dict) or content.get("type") != TYPE:
        return f'its "type" is not "{TYPE}"'
    texts = {key: value for key, value in content.items() if isinstance(value, str)}
    for key in ("client_email", "private_key"):
        if not texts.get(key):
            return f'it has no "{key}"'
    signing_key = _signing_key(texts["private_key"])
    if signing_key is None:
        return f'its "private_key" is no RSA key of {LEAST_KEY_BITS} bits or more, written as PEM'
    return ServiceAccount(
        client_email=texts["client_email"],
        client_id=texts.get("client_id", ""),
        key_id=texts.get("private_key_id", ""),
        token_uri=texts.get("token_uri", ""),
        signing_key=signing_key,
    )


def _signing_key(pem: str) -> RSAPrivateKey | None:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: it is encrypted
        return None
    return key if isinstance(key, RSAPrivateKey) and key.key_size >= LEAST_KEY_BITS else None


def _encode_part(values: Mapping[str, object]) -> str:
    return _encode(json.dumps(values, separators=(",", ":")).encode())


def _encode(content: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
