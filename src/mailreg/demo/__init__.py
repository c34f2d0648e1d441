"""The whole system on loopback: embedded mail servers, sample mails, and a view of what happens."""
