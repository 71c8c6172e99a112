"""The host side: programs, executions and what a host gives to its guests. The public names are in `pyvm` itself."""
