"""The JSON API and the built page; no arithmetic."""
