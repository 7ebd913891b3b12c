"""The only composition: read tables, call a step, write tables. The web and the command line call this alone."""
