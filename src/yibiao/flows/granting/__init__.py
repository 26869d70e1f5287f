"""Who comes in and what each is shown: accounts, tokens, grants, the record of access."""
