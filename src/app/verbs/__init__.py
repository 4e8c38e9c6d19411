"""The verbs of the command line; each gives the exit code. Slow imports wait until one needs them."""
