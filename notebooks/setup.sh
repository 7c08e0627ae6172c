#!/usr/bin/env bash
# setup.sh [DIR]: all that notebooks need, in DIR (notebooks/.jupyter where none is
# named): the kernel, built from this checkout, and a Jupyter, unless one is installed.
# Needs Go, and Python 3 where there is no Jupyter. Run it again after a change of the library.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p "${1:-.jupyter}"
dir=$(cd "${1:-.jupyter}" && pwd)

echo "building the kernel (a minute or two the first time)"
(cd kernel && CGO_ENABLED=0 go build -trimpath -o "$dir/pathway-kernel" .)

jupyter=$(command -v jupyter || true)
if [ -n "$jupyter" ] && "$jupyter" lab --version >/dev/null 2>&1; then
  "$dir/pathway-kernel" install --user
else
  jupyter=$dir/venv/bin/jupyter
  if [ ! -x "$dir/venv/bin/jupyter-lab" ]; then
    echo "making a Python environment with JupyterLab"
    python3 -m venv "$dir/venv"
    "$dir/venv/bin/pip" install --quiet --disable-pip-version-check jupyterlab
  fi
  "$dir/pathway-kernel" install --prefix "$dir/venv"
fi
echo "start it: $jupyter lab --notebook-dir='$PWD'"
