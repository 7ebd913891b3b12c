"""``python -m percorso`` is the command line."""

from percorso.cli import main

main()
