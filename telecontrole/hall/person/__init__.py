"""The insured person's page: one appointment, opened by a link, without an account."""
