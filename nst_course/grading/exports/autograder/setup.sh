#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of the assignment: it installs the Python packages, and
# bubblewrap, which isolates students' code wherever the container allows it (the records say what was reached).
#
# The default container gives a submission half a core, 768 MB and 10 minutes; policy.toml keeps each exercise within
# limits of time and memory that fit. If Gradescope reports 'Killed', that was not enough: choose more in the settings
# of the assignment, under 'Autograder', where you also choose the version of Ubuntu.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"

apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 python3-venv bubblewrap
if ! python3 -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))'; then
    echo "The course needs Python 3.10 to 3.13: choose Ubuntu 22.04 or 24.04 in the settings of the assignment." >&2
    exit 1
fi

python3 -m venv "$root/venv"
"$root/venv/bin/pip" install --no-cache-dir -r "$root/source/requirements.txt"
"$root/venv/bin/python" -m compileall -q "$root/source/nst_course"
