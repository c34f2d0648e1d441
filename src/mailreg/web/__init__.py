"""The staff page: server-rendered, on the same use cases as the command line."""
