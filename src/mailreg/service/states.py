"""The states of messages and outgoing mail, for those who may not know the store."""

from mailreg.store.values import MessageState, OutboxState

__all__ = ["MessageState", "OutboxState"]
