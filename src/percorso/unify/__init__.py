"""Visitors to customers: links with evidence, clusters, profiles."""
