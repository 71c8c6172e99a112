# Imported by `neighbours`, from a function.
print("loading _late")
value = [1, 2]
