"""What every benchmark stands on: data made once, measured processes, rows with goals, one table."""
