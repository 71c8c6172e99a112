"""The VM: what its guests are given, and under which key, limits, clocks and sinks they run.

Pipeline: Program -> VM.start or VM.call -> Execution -> blob -> VM.restore -> Execution. A VM may be shared by threads: it does
not change after it is made.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from types import CellType, ModuleType

from pyvm import _core, library, snapshot
from pyvm import modules as guest_modules
from pyvm.builtins import guest_builtins
from pyvm.errors import Handle, HostContractChanged, MissingHostRef
from pyvm.host.clock import Clock, GuestClock, SystemClock
from pyvm.host.entropy import Entropy, mint_identifier, system_entropy
from pyvm.host.execution import Execution
from pyvm.host.functions import HostFunction, HostTable, plain_name
from pyvm.host.keys import key_list
from pyvm.host.limits import Limits
from pyvm.host.program import Program
from pyvm.host.record import Meta, Record, limits_memory
from pyvm.host.requirements import is_importable, missing
from pyvm.host.services import TextSink
from pyvm.host.sources import SOURCES
from pyvm.modules.plain import open_plain_data

MAIN = "__main__"


class VM:
    """What a host gives to its guests. All arguments are optional; with none, guests get the language and its standard modules."""

    __slots__ = ("hosts", "limits", "keys", "stdout", "clock", "entropy", "code_store", "_builtins")

    def __init__(
        self,
        *,
        functions: Iterable[HostFunction[..., object]] = (),
        modules: Mapping[str, Mapping[str, object]] | None = None,
        limits: Limits | None = None,
        key: bytes | Sequence[bytes] | None = None,
        stdout: TextSink | None = None,
        clock: Clock | None = None,
        entropy: Entropy | None = None,
        code_store: MutableMapping[bytes, bytes] | None = None,
    ) -> None:
        """
        functions: host functions that guests call as builtins, by their names.
        modules: what `import name` gives to guests: host functions and plain values, by name.
        limits: of every execution that this VM starts.
        key: seals blobs; the first of several seals, all of them open. None: blobs are not sealed, and sealed ones are refused.
        stdout: where guests print; None is sys.stdout at the time of printing.
        clock, entropy: where time and randomness come from; None is the machine's.
        code_store: blobs then hold the ids of their code units, and the units are kept here.

        Raises: TypeError for a function that is neither `effect` nor `inline`; ValueError for two of one name or an empty key.
        """
        open_plain_data()
        self.hosts = HostTable(functions, modules or {})
        self.limits = Limits() if limits is None else limits
        self.keys = key_list(key)
        self.stdout = stdout
        self.clock: Clock = SystemClock() if clock is None else clock
        self.entropy: Entropy = system_entropy if entropy is None else entropy
        self.code_store = code_store
        self._builtins = guest_builtins(self.hosts.builtins)
        self.hosts.registry.add("vm:builtins", self._builtins)

    def start(self, program: Program, argv: Iterable[str] = (), globals: Mapping[str, object] | None = None) -> Execution:  # noqa: A002
        """An execution of the program, before its first instruction. Nothing runs until `run()`.

        argv: the guest's sys.argv. globals: names that the module starts with.

        Raises: MissingHostRef if the program imports or calls what this VM does not have.
        """
        continuation, function = self._prepare(program, argv, globals or {})
        if program.function is None:
            continuation.push(function, namespace=function.__globals__)
        else:
            continuation.push(function)
        return Execution(self, continuation, self._new_record(program), given=(globals or {}).values())

    def call(self, program: Program, name: str, /, *args: object, **kwargs: object) -> Execution:
        """An execution that runs the module, then calls one of its functions; the result is the function's.

        Raises: as `start`; AttributeError if the program is a live function of another name.
        """
        continuation, function = self._prepare(program, (), {})
        if program.function is None:
            entry = library.load_library()["run_and_call"]
            continuation.push(entry, (function, function.__globals__, name, args, kwargs))
        elif program.function.name == name:
            continuation.push(function, args, kwargs)
        else:
            raise AttributeError(f"the program is the function `{program.function.name}`; it has no `{name}`")
        return Execution(self, continuation, self._new_record(program), given=(args, kwargs))

    def restore(self, blob: bytes) -> Execution:
        """The execution that the blob is of, as it was. Everything is checked first, and no guest code runs.

        Raises: a RestoreError, by its kind, if the blob is refused.
        """
        continuation, meta = self._thaw(blob)
        record = Record.from_meta(meta, self.clock)
        SOURCES.allow_neighbours_of(record.filename)
        return Execution(self, continuation, record, unordered=snapshot.unordered(meta))

    # ---- for Execution

    def freeze(self, continuation: _core.Continuation, record: Record, seed: int | None) -> bytes:
        """The blob of a continuation that does not run. seed: as snapshot.freeze()."""
        return snapshot.freeze(
            continuation,
            record.to_meta(),
            registry=self.hosts.registry,
            versions=self.hosts.versions,
            keys=self.keys,
            code_store=self.code_store,
            limit=record.limits.snapshot,
            seed=seed,
        )

    def problems(self, continuation: _core.Continuation) -> list[Handle]:
        """The values in a continuation that cannot be frozen."""
        return list(snapshot.problems(continuation, registry=self.hosts.registry))

    # ---- inside

    def _thaw(self, blob: bytes) -> tuple[_core.Continuation, Meta]:
        try:
            return snapshot.thaw(
                blob,
                registry=self.hosts.registry,
                versions=self.hosts.versions,
                keys=self.keys,
                code_store=self.code_store,
                counts_memory=limits_memory,
                adapt=guest_modules.adapt_objects,
            )
        except MissingHostRef as error:
            raise MissingHostRef(dict.fromkeys(map(plain_name, error.names)), map(plain_name, error.offered)) from None
        except HostContractChanged as error:
            raise HostContractChanged(plain_name(error.name), error.expected, error.found) from None

    def _prepare(
        self, program: Program, argv: Iterable[str], start_globals: Mapping[str, object]
    ) -> tuple[_core.Continuation, _core.Function]:
        path = _neighbours(program.filename)
        self._require(program, path, start_globals)
        library.load_library()
        main = ModuleType(MAIN)
        namespace = main.__dict__
        namespace["__file__"] = program.filename
        namespace.update(start_globals)
        continuation = _core.Continuation(self._builtins, {MAIN: main, **self.hosts.modules})
        guest_modules.start(continuation, argv=argv, path=path)
        return continuation, self._function(program, namespace)

    def _function(self, program: Program, namespace: dict[str, object]) -> _core.Function:
        """The program's body, or its live function: with cells of its own, so that guest and host do not share variables."""
        code = _core.link(program.unit)
        live = program.function
        if live is None:
            return _core.Function(code, namespace, self._builtins)
        cells = tuple(map(CellType, live.closed_over))
        return _core.Function(code, namespace, self._builtins, live.defaults, dict(live.keyword_defaults) or None, cells or None)

    def _require(self, program: Program, path: list[str], start_globals: Mapping[str, object]) -> None:
        known = {*self._builtins, *start_globals, *vars(ModuleType(MAIN)), "__file__"}
        names = missing(program.unit, known, self.hosts.members, lambda name: is_importable(name, path))
        if names:
            raise MissingHostRef(names)

    def _new_record(self, program: Program) -> Record:
        return Record(
            id=mint_identifier(self.entropy),
            filename=program.filename,
            limits=self.limits,
            clock=GuestClock(self.clock),
            hash_seed=_hash_seed(),
        )


def _neighbours(filename: str) -> list[str]:
    """Where the program's neighbouring modules are: beside its file."""
    if filename.startswith("<"):
        return []
    return [os.path.dirname(os.path.abspath(filename))]


def _hash_seed() -> str | None:
    seed = os.environ.get("PYTHONHASHSEED", "")
    return seed if seed.isdigit() else None
