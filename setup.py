"""Builds the C core. Everything else about the package is in pyproject.toml."""

from __future__ import annotations

import os
from glob import glob

from setuptools import Extension, setup

FLAGS = {
    "release": ["-O3", "-fno-gcse", "-fno-crossjumping", "-falign-labels=32", "-fno-semantic-interposition"],
    "debug": ["-O1", "-g", "-DVM_DEBUG", "-UNDEBUG"],
    "asan": ["-O1", "-g", "-DVM_DEBUG", "-UNDEBUG", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined",
             "-fno-omit-frame-pointer"],
}
BUILD = os.environ.get("PYVM_BUILD", "release")
WARNINGS = ["-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-missing-field-initializers"]
if os.environ.get("PYVM_WERROR"):
    WARNINGS.append("-Werror")

setup(
    ext_modules=[
        Extension(
            "pyvm._core",
            sources=sorted(glob("pyvm/core/*.c") + glob("pyvm/core/codec/*.c")),
            depends=sorted(glob("pyvm/core/**/*.h", recursive=True)),
            include_dirs=["pyvm/core"],
            extra_compile_args=["-std=c11", "-fvisibility=hidden", *WARNINGS, *FLAGS[BUILD]],
            extra_link_args=["-fsanitize=address,undefined"] if BUILD == "asan" else [],
        )
    ]
)
