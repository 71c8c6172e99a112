#!/bin/sh
# Installs pyvm into a virtual environment of its own and settles the 200 transfers of examples/transfers.csv:
# a payment provider and the service, in one go. Needs a CPython of 3.11 to 3.13 with its headers, and a C compiler.
set -eu
cd "$(dirname "$0")/.."

find_python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
        if [ -n "$name" ] && "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "no CPython of 3.11 to 3.13 found; set PYTHON to one" >&2
    exit 1
}

python=$(find_python)
environment=.demo/venv
if [ ! -x "$environment/bin/pyvm" ]; then
    echo "installing pyvm for $("$python" --version) into $environment"
    "$python" -m venv --clear "$environment"
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check .
fi
rm -rf .demo/run
cd examples # not the checkout: its ./pyvm would shadow the installed one
exec ../"$environment"/bin/python service.py --state ../.demo/run --skip-waits "$@"
