"""The domain: statuses and their table of moves, seats, and `decide`; pure."""
