# The ordinary retry: for, try, except, else, break.
class Flaky:
    def __init__(self, failures):
        self.failures = failures

    def call(self):
        self.failures -= 1
        if self.failures >= 0:
            raise ConnectionError(suspend(f"{self.failures} left"))
        return suspend("answer")


def with_retries(service, attempts):
    last = None
    for attempt in range(attempts):
        try:
            result = service.call()
        except ConnectionError as error:
            last = error
            print("attempt", attempt, error)
        else:
            print("succeeded", attempt)
            break
    else:
        raise TimeoutError("gave up") from last
    return result


print(with_retries(Flaky(2), 5))
try:
    with_retries(Flaky(9), 2)
except TimeoutError as error:
    print(error, repr(error.__cause__))
