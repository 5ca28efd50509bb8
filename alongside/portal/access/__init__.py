"""Who reaches what: the person their own record, others what was listed for them, each what they are told of looking."""
