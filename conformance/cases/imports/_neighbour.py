# Imported by `neighbours`.
counter = 0
state = {"loaded": True}


def increment():
    global counter
    counter += 1
    return counter


class Thing:
    def __init__(self, name):
        self.name = name
