"""The configuration: one frozen, checked value built from TOML files and the environment."""

from mailreg.config.checking import examine
from mailreg.config.environment import configuration_path, environment
from mailreg.config.key import create_key_file, read_key
from mailreg.config.reading import load
from mailreg.config.values import (
    After,
    Config,
    ImapSettings,
    KeyLocation,
    Limits,
    MailboxSettings,
    MaildirSettings,
    OAuthProvider,
    OAuthSettings,
    Replies,
    Secret,
    Security,
    SmtpSettings,
    SourceKind,
    WebSettings,
)
from mailreg.service.policy import Mode, Start

__all__ = [
    "After",
    "Config",
    "ImapSettings",
    "KeyLocation",
    "Limits",
    "MailboxSettings",
    "MaildirSettings",
    "Mode",
    "OAuthProvider",
    "OAuthSettings",
    "Replies",
    "Secret",
    "Security",
    "SmtpSettings",
    "SourceKind",
    "Start",
    "WebSettings",
    "configuration_path",
    "create_key_file",
    "environment",
    "examine",
    "load",
    "read_key",
]
