"""What the Makefile runs to build and to check; nothing here is part of the program."""
