# graphlib, ipaddress, difflib, fnmatch, colorsys and sched, put aside in the middle of their work.
import colorsys
import difflib
import fnmatch
import graphlib
import ipaddress
import sched

sorter = graphlib.TopologicalSorter({"d": {"b", "c"}, "b": {"a"}, "c": {"a"}})
sorter.prepare()
while sorter.is_active():
    ready = sorted(sorter.get_ready())
    print(suspend(ready))
    sorter.done(*ready)
try:
    list(graphlib.TopologicalSorter({"a": "b", "b": "a"}).static_order())
except graphlib.CycleError as error:
    print(error.args[0], sorted(set(error.args[1])))

network = ipaddress.ip_network("192.0.2.0/29")
hosts = network.hosts()
print(next(hosts), suspend(network), next(hosts), network.num_addresses, ipaddress.ip_address("192.0.2.5") in network)
print([str(part) for part in network.subnets(prefixlen_diff=1)], ipaddress.ip_address("::1").is_loopback, ipaddress.ip_interface("10.0.0.1/8").network)
for wrong in ("1.2.3", "1.2.3.4/33", "::g"):
    try:
        ipaddress.ip_interface(wrong)
    except ValueError as error:
        print(type(error).__name__, error)

before, after = "one two three four".split(), "one 2 three five four".split()
matcher = difflib.SequenceMatcher(lambda word: suspend(word) == "three", before, after)
print(matcher.get_opcodes(), round(matcher.ratio(), 3))
print("\n".join(suspend(line) for line in difflib.unified_diff(before, after, "a", "b", lineterm="")))
print(list(difflib.ndiff(["abc\n"], ["abd\n"])), difflib.get_close_matches("appel", ["ape", "apple", "peach"]))

print(fnmatch.filter(["a.py", "b.txt", "c.PY"], "*.py"), fnmatch.fnmatchcase("abc", "a[!x]?"))
print([round(part, 3) for part in colorsys.rgb_to_hsv(0.2, 0.4, 0.6)], colorsys.hls_to_rgb(0.5, 0.5, 0.5))

now = 0.0


def wait(seconds):
    global now
    now += suspend(seconds)


plan = sched.scheduler(lambda: now, wait)
plan.enter(5, 1, print, ("second",))
plan.enter(2, 1, lambda: plan.enter(1, 1, print, ("between", now)))
plan.enterabs(9, 2, print, kwargs={"end": "!\n"}, argument=("last",))
plan.run()
print(now, plan.empty())
