"""Where data rests: log, lake, state, cache. The only place that imports duckdb, deltalake, sqlalchemy."""
