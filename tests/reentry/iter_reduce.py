import copy, builtins, itertools
for text in ("iter([1,2,3])", "iter((1,2))", "iter('ab')", "reversed([1,2])", "iter({1:2})", "iter({1})", "enumerate([1])", "zip([1],[2])", "map(str,[1])", "itertools.chain([1],[2])", "itertools.cycle([1])", "itertools.islice([1,2],1)", "itertools.accumulate([1])", "iter(range(3))", "iter(b'ab')", "iter(bytearray(3))", "itertools.product([1],[2])", "itertools.permutations([1,2])", "itertools.combinations([1,2],1)", "itertools.zip_longest([1],[2,3])", "itertools.groupby([1,1])", "itertools.tee([1])[0]", "itertools.repeat(1, 3)", "itertools.count()"):
    it = eval(text)
    for bad in ((), 5, (1,), (1, 2, 3, 4), "x", -5, 2**70, None, (1j, 2), ([], []), (0, 0), ((), 0)):
        try: it.__setstate__(bad)
        except BaseException as e: pass
    try: r = it.__reduce__()
    except BaseException: pass
    try: list(itertools.islice(it, 5))
    except BaseException as e: pass
print("ok")
