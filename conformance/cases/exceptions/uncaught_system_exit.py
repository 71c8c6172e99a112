# SystemExit passes finally blocks and reports its code.
def stop():
    try:
        raise SystemExit(suspend(3))
    except Exception:
        print("not an Exception")
    finally:
        print("cleanup", suspend("still runs"))


stop()
