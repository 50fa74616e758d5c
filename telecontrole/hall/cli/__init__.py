"""The command line: `bin/telecontrole COMMAND`. Exit 0 done, 1 refused with a message on stderr, 2 wrong usage."""
