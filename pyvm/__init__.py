"""pyvm: a continuation VM. Python programs that fall asleep in the middle of a call stack and go on in another process."""
