"""One file per story: each tells, in order, what the program does for a person."""
