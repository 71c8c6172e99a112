# A state machine driven by generator coroutines and dispatch tables.
def room(name, exits, items=()):
    items = list(items)
    while True:
        command = yield name, sorted(exits), list(items)
        match command.split():
            case ["take", item] if item in items:
                items.remove(item)
                inventory.append(suspend(item))
            case ["drop", item] if item in inventory:
                inventory.remove(item)
                items.append(item)
            case ["go", where] if where in exits:
                return exits[where]
            case ["quit"]:
                return None
            case _:
                print("cannot", command)


inventory = []
rooms = {}


def enter(name):
    if name not in rooms:
        rooms[name] = {"hall": ({"north": "study", "east": "kitchen"}, ["lamp"]), "study": ({"south": "hall"}, ["book", "pen"]), "kitchen": ({"west": "hall"}, [])}[name]
    exits, items = rooms[name]
    return (yield from room(name, exits, items))


def game(start):
    where = start
    moves = 0
    while where is not None:
        where = yield from enter(where)
        moves += 1
    return moves


play = game("hall")
print(next(play))
for command in ("take lamp", "go up", "go north", "take book", "drop lamp", "take sword", "go south", "go east", "drop book"):
    print(command, "->", play.send(suspend(command)))
try:
    play.send("quit")
except StopIteration as stop:
    print("moves", stop.value, inventory)
