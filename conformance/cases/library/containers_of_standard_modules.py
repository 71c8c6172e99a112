# What a program changes in standard modules is its own, and stays changed.
import keyword, calendar, errno, reprlib, hashlib, json.encoder, typing, decimal, sys
keyword.kwlist.append("zz"); suspend(1); print(keyword.kwlist[-1], len(keyword.kwlist))
from keyword import kwlist, iskeyword
print(kwlist is keyword.kwlist, iskeyword("zz"), iskeyword("if"))
errno.errorcode[99999]="E"; print(errno.errorcode[99999])
calendar.setfirstweekday(6); suspend(1); print(calendar.firstweekday(), calendar.month(2024, 2), calendar.isleap(2024))
reprlib.aRepr.maxlist=1; suspend(1); print(reprlib.aRepr.repr([1,2,3]))
print(sorted(hashlib.algorithms_guaranteed)[:2], type(keyword).__name__ != "", sys.warnoptions)
decimal.BasicContext.prec=3; suspend(1); print(decimal.BasicContext.prec)
@typing.overload
def f(x:int): ...
@typing.overload
def f(x:str): ...
def f(x): ...
suspend(1)
try: raise AttributeError
except AttributeError as e: print("refused")
print(vars(keyword)["kwlist"] is kwlist, "kwlist" in dir(keyword))
