"""`random`, with one generator an execution: seeded by the host's entropy, in the blob, and going on where it stopped."""

from _pyvm import execution_state
from _random_source import *
from _random_source import __all__

if "binomialvariate" not in __all__:
    __all__ = list(__all__)


def _instance():
    state = execution_state()
    if "random" not in state:
        state["random"] = Random()
    return state["random"]


def __getattr__(name):
    if name == "_inst":
        return _instance()
    raise AttributeError(f"module 'random' has no attribute '{name}'")


def seed(a=None, version=2):
    return _instance().seed(a, version)


def getstate():
    return _instance().getstate()


def setstate(state):
    return _instance().setstate(state)


def random():
    return _instance().random()


def getrandbits(k, /):
    return _instance().getrandbits(k)


def randbytes(n):
    return _instance().randbytes(n)


def randrange(start, stop=None, *step):
    if stop is None and not step:
        return _instance().randrange(start)
    return _instance().randrange(start, stop, *step)


def randint(a, b):
    return _instance().randint(a, b)


def choice(seq):
    return _instance().choice(seq)


def choices(population, weights=None, *, cum_weights=None, k=1):
    return _instance().choices(population, weights, cum_weights=cum_weights, k=k)


def shuffle(x):
    return _instance().shuffle(x)


def sample(population, k, *, counts=None):
    return _instance().sample(population, k, counts=counts)


def uniform(a, b):
    return _instance().uniform(a, b)


def triangular(low=0.0, high=1.0, mode=None):
    return _instance().triangular(low, high, mode)


def normalvariate(mu=0.0, sigma=1.0):
    return _instance().normalvariate(mu, sigma)


def gauss(mu=0.0, sigma=1.0):
    return _instance().gauss(mu, sigma)


def lognormvariate(mu, sigma):
    return _instance().lognormvariate(mu, sigma)


def expovariate(*rate, **keywords):
    return _instance().expovariate(*rate, **keywords)


def vonmisesvariate(mu, kappa):
    return _instance().vonmisesvariate(mu, kappa)


def gammavariate(alpha, beta):
    return _instance().gammavariate(alpha, beta)


def betavariate(alpha, beta):
    return _instance().betavariate(alpha, beta)


def paretovariate(alpha):
    return _instance().paretovariate(alpha)


def weibullvariate(alpha, beta):
    return _instance().weibullvariate(alpha, beta)


if hasattr(Random, "binomialvariate"):

    def binomialvariate(n=1, p=0.5):
        return _instance().binomialvariate(n, p)
