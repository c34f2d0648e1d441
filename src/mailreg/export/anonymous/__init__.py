"""A letter without the people in it: other names, addresses and numbers of the same form."""
