"""The past: attribution, rates, funnels, timing, retention, spend, and the six answers."""
