"""Benchmarks: ratios to the CPython underneath, measured in one run.

workloads.py is the guest source, speed.py times it, snapshots.py times and weighs blobs, run.py is the command.
"""
