"""Decision ▶ finished mail: templates, threading, calendar part; pure."""
