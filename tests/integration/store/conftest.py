"""Values that the store's tests begin from."""
