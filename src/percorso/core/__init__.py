"""The words: what everything else speaks of. Standard library only, no I/O."""
