"""SMTP out: one connection to the submission server, driven command by command."""

from __future__ import annotations

from mailreg.delivery.settings import Security, SmtpSettings, Timeouts, TokenProvider
from mailreg.delivery.smtp import SmtpConnection

__all__ = ["Security", "SmtpConnection", "SmtpSettings", "Timeouts", "TokenProvider"]
