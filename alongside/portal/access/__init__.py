"""Who reaches what: the person their own record, and others what was listed for them."""
