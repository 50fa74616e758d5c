"""Planning: who meets whom, when, where and how. See README.md."""
