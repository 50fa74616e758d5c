"""The structured record: which fields each kind of case has, and where their answers stand (schema `medical`)."""
