# A module next to the script is imported once, and keeps its state.
import _neighbour
from _neighbour import increment, state
import _package
import _package.child as child
from _package import VALUE, child as again
from _package.child import deep

print(_neighbour.__name__, state, increment(), increment(), _neighbour.counter, state is _neighbour.state)
print(_package.__name__, VALUE, child is again, child.NAME, deep(suspend(2)), _package.child.sibling())
_neighbour.counter = suspend(100)
print(increment(), _neighbour.Thing("x").name, _neighbour.Thing.__module__)
import _neighbour as same

print(same is _neighbour)


def later():
    import _late

    return _late.value


print("not imported yet")
print(later(), later())
try:
    import _broken
except ValueError as error:
    print("broken:", error)
try:
    import _broken
except ValueError as error:
    print("again:", error)
from _starred import *

print(visible, listed if "listed" in globals() else "not listed", "_hidden" in globals())
