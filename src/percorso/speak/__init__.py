"""How the product speaks: catalogues, numbers, headlines, the report, the terminal."""
