"""One file is one connector; its file name is its public name."""
