"""The command `cupola`: one command a file, loaded when it is called."""
