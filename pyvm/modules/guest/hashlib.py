"""Hashes that a blob can hold: an object keeps the data that it was given, and makes a digest of it when asked.

CPython's own hash objects hide their state, so nothing could freeze them. What this costs is memory: hash large files in a
host function.
"""

from _pyvm import blake2, digest, hash_facts, pbkdf2

algorithms_guaranteed = {
    "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512",
    "shake_128", "shake_256", "blake2b", "blake2s",
}  # fmt: skip
algorithms_available = set(algorithms_guaranteed)
__all__ = [*sorted(algorithms_guaranteed), "new", "algorithms_guaranteed", "algorithms_available", "pbkdf2_hmac"]


class _Hash:
    def __init__(self, name, data=b""):
        self.name, self.digest_size, self.block_size = hash_facts(name)
        self._data = bytearray()
        self.update(data)

    def __repr__(self):
        return f"<{self.name} hash object>"

    def update(self, data, /):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")
        self._data += memoryview(data)

    def copy(self):
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._data = bytearray(self._data)
        return other

    def digest(self):
        return digest(self.name, self._data)

    def hexdigest(self):
        return self.digest().hex()


class _Shake(_Hash):
    def digest(self, length, /):
        return digest(self.name, self._data, length)

    def hexdigest(self, length, /):
        return self.digest(length).hex()


class _Blake2(_Hash):
    def __init__(self, name, data, options):
        super().__init__(name)
        self._options = options
        self.digest_size = options.get("digest_size", self.digest_size)
        blake2(name, b"", options)  # refuses bad options here, as CPython does
        self.update(data)

    def digest(self):
        return blake2(self.name, self._data, self._options)


def new(name, data=b"", **options):
    if name in ("blake2b", "blake2s"):
        options.pop("usedforsecurity", None)
        return _Blake2(name, data, options)
    return (_Shake if name.lower().startswith("shake") else _Hash)(name, data)


def md5(string=b"", *, usedforsecurity=True):
    return _Hash("md5", string)


def sha1(string=b"", *, usedforsecurity=True):
    return _Hash("sha1", string)


def sha224(string=b"", *, usedforsecurity=True):
    return _Hash("sha224", string)


def sha256(string=b"", *, usedforsecurity=True):
    return _Hash("sha256", string)


def sha384(string=b"", *, usedforsecurity=True):
    return _Hash("sha384", string)


def sha512(string=b"", *, usedforsecurity=True):
    return _Hash("sha512", string)


def sha3_224(string=b"", *, usedforsecurity=True):
    return _Hash("sha3_224", string)


def sha3_256(string=b"", *, usedforsecurity=True):
    return _Hash("sha3_256", string)


def sha3_384(string=b"", *, usedforsecurity=True):
    return _Hash("sha3_384", string)


def sha3_512(string=b"", *, usedforsecurity=True):
    return _Hash("sha3_512", string)


def shake_128(string=b"", *, usedforsecurity=True):
    return _Shake("shake_128", string)


def shake_256(string=b"", *, usedforsecurity=True):
    return _Shake("shake_256", string)


def blake2b(data=b"", /, **options):
    return new("blake2b", data, **options)


def blake2s(data=b"", /, **options):
    return new("blake2s", data, **options)


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    return pbkdf2(hash_name, bytes(password), bytes(salt), iterations, dklen)


def file_digest(fileobj, digest, /, *, _bufsize=262144):
    made = new(digest) if isinstance(digest, str) else digest()
    while chunk := fileobj.read(_bufsize):
        made.update(chunk)
    return made
