# Command lines: argparse with types and actions that wait, optparse, getopt, shlex.
import argparse
import getopt
import optparse
import shlex


class Collect(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, suspend([*(getattr(namespace, self.dest) or []), values]))


def positive(text):
    number = int(suspend(text))
    if number <= 0:
        raise argparse.ArgumentTypeError(f"{number} is not positive")
    return number


parser = argparse.ArgumentParser(prog="pay", description="Pays.", epilog="Bye.", exit_on_error=False)
parser.add_argument("accounts", nargs="+", type=str.upper, help="who is paid")
parser.add_argument("-n", "--count", type=positive, default=1, help="how often (default: %(default)s)")
parser.add_argument("--tag", action=Collect, help="a tag")
group = parser.add_mutually_exclusive_group()
group.add_argument("-q", "--quiet", action="store_true")
group.add_argument("-v", "--verbose", action="count", default=0)
found = parser.parse_args(["ada", "bob", "-n", "3", "--tag", "a", "--tag", "b", "-vv"])
print(found.accounts, found.count, found.tag, found.quiet, found.verbose)
print(found)
parser.print_help()
for words in (["-n", "0", "x"], ["--count", "many", "x"]):
    try:
        parser.parse_args(words)
    except argparse.ArgumentError as error:
        print(error)

main = argparse.ArgumentParser(prog="git")
commands = main.add_subparsers(dest="command")
commit = commands.add_parser("commit", help="record")
commit.add_argument("-m", dest="message")
commit.set_defaults(run=lambda options: suspend(options.message))
options = main.parse_args(["commit", "-m", "why"])
print(options.command, options.run(options), main.parse_known_args(["commit", "--else"])[1])

old = optparse.OptionParser(prog="old")
old.add_option("-f", "--file", dest="name", metavar="FILE", help="read FILE")
old.add_option("-q", action="store_false", dest="verbose", default=True)
values, rest = old.parse_args(["-f", "x", "rest", "-q"])
print(values.name, values.verbose, rest)
print(getopt.getopt(["-a", "1", "--long=2", "rest"], "a:", ["long="]), getopt.gnu_getopt(["rest", "-a", "1"], "a:"))
try:
    getopt.getopt(["--wrong"], "")
except getopt.GetoptError as error:
    print(error, error.opt)

print(shlex.split("a 'b c' \"d e\" # f", comments=True), shlex.quote("it's"), shlex.join(["a b", "c"]))
lexer = shlex.shlex("x = 'one two'; y", punctuation_chars=True)
print([suspend(token) for token in lexer])
