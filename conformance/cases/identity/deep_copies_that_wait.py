# deepcopy knows what it copied by id(), also over a suspension in the middle.
import copy
class N:
    def __init__(s,v): s.v=v
    def __deepcopy__(s,m): return N(suspend(s.v))
t={"a":[N(1),N(2)]}; t["b"]=t["a"]; t["c"]=t
d=copy.deepcopy(t)
print(d["a"] is d["b"], d["c"] is d, d["a"][0].v)
