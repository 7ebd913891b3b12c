"""ChannelAttribution: Markov of counted paths, by simulation; prints what it took.

Usage: channelattribution_paths.py FILE
"""

from __future__ import annotations

import sys
import time

import pandas as pd
from ChannelAttribution import markov_model

# Credits at these terms are 1% off the exact solution, at its default terms 5%.
TERMS = {"ncore": 1, "nfold": 10, "seed": 1, "conv_par": 0.01, "verbose": False}


def seconds(paths: pd.DataFrame) -> float:
    began = time.perf_counter()
    markov_model(paths, "path", "conversions", var_null="nulls", var_value="value", order=1, **TERMS)
    return time.perf_counter() - began


if __name__ == "__main__":
    read = pd.read_csv(sys.argv[1])
    seconds(read)
    print(seconds(read))
