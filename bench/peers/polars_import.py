"""Polars: a file as it is to Parquet, or its bare import. Usage: polars_import.py [FILE TARGET]"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

READERS = {".csv": pl.scan_csv, ".jsonl": pl.scan_ndjson, ".parquet": pl.scan_parquet}


def main(file: Path, target: Path) -> None:
    READERS[file.suffix](file).sink_parquet(target, compression="zstd")


if __name__ == "__main__" and len(sys.argv) > 1:
    main(Path(sys.argv[1]), Path(sys.argv[2]))
