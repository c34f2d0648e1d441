"""OAuth 2.0 access tokens for mailbox and delivery."""

from mailreg.oauth.service_account import Delegation, ServiceAccount, read_service_account
from mailreg.oauth.tokens import (
    EXPIRY_MARGIN_SECONDS,
    OAuthClient,
    Provider,
    TokenSource,
    default_scope,
)

__all__ = [
    "EXPIRY_MARGIN_SECONDS",
    "Delegation",
    "OAuthClient",
    "Provider",
    "ServiceAccount",
    "TokenSource",
    "default_scope",
    "read_service_account",
]
