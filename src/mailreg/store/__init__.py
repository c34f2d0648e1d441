"""The only place that knows SQL: tables, journal, applications, outbox, views, encryption."""
