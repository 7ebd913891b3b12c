"""Percorso: from every touchpoint a person has with a shop to answers in money."""

__version__ = "0.1.0"
