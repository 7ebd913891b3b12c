"""The truth machine: a shop whose causes are known, written as the files that real sources would send."""
