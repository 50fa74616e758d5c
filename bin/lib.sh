# shellcheck shell=bash
# Shared by the scripts of bin/: messages, and an environment brought up to date when it is not.
# Everything lands in the project folder (.venv, .run, node_modules); messages go to stderr.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
PYTHON="$ROOT/.venv/bin/python"
export PYTHONPATH="$ROOT" DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-config.settings}"
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*" >&2; }

fail() {
  printf '\nerror: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '       %s\n' "$line" >&2; done
  exit 1
}

# step "What is done" command…: shows progress and time; the command's words only if it fails.
step() {
  local title=$1 log started=$SECONDS
  shift
  mkdir -p "$ROOT/.run/logs"
  log=$(mktemp "$ROOT/.run/logs/step.XXXXXX")
  printf '· %s … ' "$title" >&2
  if "$@" >"$log" 2>&1 </dev/null; then
    printf 'done (%s s)\n' "$((SECONDS - started))" >&2
    rm -f "$log"
    return
  fi
  printf 'failed\n' >&2
  tail -n 40 "$log" >&2
  fail "$title: see above (all of it: $log)"
}

is_root() { [ "$(id -u)" = 0 ]; }

has() { command -v "$1" >/dev/null 2>&1; }

# alone command…: one installation at a time in this checkout.
alone() {
  if ! mkdir -p "$ROOT/.run" 2>/dev/null || ! [ -w "$ROOT/.run" ]; then
    fail "$(id -un) cannot write in $ROOT/.run, or not use its .venv." \
      "This checkout belongs to somebody else: use one of your own."
  fi
  exec 9>"$ROOT/.run/install.lock"
  if ! flock -n 9; then
    say "· another command is installing; waiting for it"
    flock 9
  fi
  "$@"
  exec 9>&-
}

find_python() {
  local candidate
  for candidate in "${PYTHON_FOR_VENV:-}" python3 python3.13 python3.12 python3.11; do
    if ! has "$candidate"; then continue; fi
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  fail "Python 3.11, 3.12 or 3.13 is needed." "On Debian: apt-get install python3 python3-venv"
}

make_venv() {
  local python
  python=$(find_python)
  if [ -x "$PYTHON" ] && "$PYTHON" -m pip --version >/dev/null 2>&1; then return; fi
  if ! "$python" -m ensurepip --version >/dev/null 2>&1; then
    if ! is_root || ! has apt-get; then
      fail "Python's venv module is missing." "On Debian, as root: apt-get install python3-venv"
    fi
    step "installing python3-venv (Debian)" apt_install python3-venv
  fi
  step "making .venv with $python" "$python" -m venv --clear "$ROOT/.venv"
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q && apt-get install -q -y --no-install-recommends "$@"
}

# up_to_date NAME FILE…: whether the mark NAME in .venv was made from these very files.
up_to_date() {
  local mark="$ROOT/.venv/.installed-$1"
  shift
  [ -f "$mark" ] && cat "$@" | cmp -s - "$mark"
}

mark_installed() {
  local mark="$ROOT/.venv/.installed-$1"
  shift
  cat "$@" >"$mark"
}

# Every version and every hash stands in the file: what is installed is what was tested.
install_from() {
  "$PYTHON" -m pip install --quiet --no-input --require-hashes -r "$ROOT/$1"
}

install_packages() {
  up_to_date "$1" "$ROOT/$1" && return
  make_venv
  step "installing the packages of $1" install_from "$1"
  mark_installed "$1" "$ROOT/$1"
}

need_packages() {
  [ -x "$PYTHON" ] && up_to_date requirements.txt "$ROOT/requirements.txt" && return
  alone install_packages requirements.txt
}

need_dev_packages() {
  need_packages
  up_to_date requirements-dev.txt "$ROOT/requirements-dev.txt" && return
  alone install_packages requirements-dev.txt
}

# Without a database of the operator's own, this checkout has one, and is no production.
need_database() {
  local ready
  if [ -z "${DATABASE_URL:-}${DATABASE_URL_FILE:-}" ]; then
    export TELECONTROLE_DEVELOPMENT="${TELECONTROLE_DEVELOPMENT:-1}"
  fi
  ready=$("$PYTHON" -m telecontrole.foundations.database ready) ||
    fail "the database is not available: see above"
  migrations_needed=
  eval "$ready"
  if [ -n "$migrations_needed" ]; then
    step "migrating the database" "$PYTHON" -m telecontrole.foundations.database migrate
  fi
}

npm_install() {
  cd "$ROOT" && npm_config_cache="$ROOT/.tools/npm" npm ci --no-audit --no-fund --loglevel=error
}

install_node_packages() {
  step "installing the packages of package-lock.json" npm_install
  cp "$ROOT/package-lock.json" "$ROOT/node_modules/.installed"
}

need_node_packages() {
  cmp -s "$ROOT/package-lock.json" "$ROOT/node_modules/.installed" && return
  has npm || fail "npm is missing." "On Debian, as root: apt-get install nodejs npm"
  alone install_node_packages
}
