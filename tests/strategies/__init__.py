"""Hypothesis strategies: programs, values, graphs, mutated blobs."""
