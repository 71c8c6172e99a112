# Fails while it is imported.
print("loading _broken")
raise ValueError("cannot load")
