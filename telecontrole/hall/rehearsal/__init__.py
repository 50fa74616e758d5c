"""The rehearsal: a whole campaign on a caisse's files, in a database made to be thrown away, with a stepped clock."""
