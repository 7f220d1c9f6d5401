#!/usr/bin/env bash
# Makes sure that what the tests need from the system is there: PostgreSQL with PostGIS, Chromium, Chinese fonts.
# Installs Debian packages where it may (root and apt-get); otherwise says what to install. The program needs none.
set -euo pipefail

missing=()
server_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
bin=$(server_bin || true)
version=$(basename "$(dirname "${bin:-/none/15/bin}")")
if [ -z "$bin" ] || ! ls "/usr/share/postgresql/$version/extension/postgis.control" >/dev/null 2>&1; then
  missing+=(postgis)
fi
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
# not by a pipe: grep ends at the first font, and a list that is still being written would count as failed
grep -qiE 'noto.*cjk|wqy|source han' <<<"$(fc-list 2>/dev/null || true)" || missing+=(fonts)
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ]; then
  echo "The tests need: ${missing[*]} (PostgreSQL with PostGIS 3, Chromium, a Chinese font)." >&2
  echo "As root on Debian: apt-get install postgresql postgresql-VERSION-postgis-3 chromium fonts-noto-cjk" >&2
  exit 1
fi

echo "Installing from Debian: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >/dev/null
# a cluster started by the package would only take memory: the tests make their own, on a socket
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
packages=()
for want in "${missing[@]}"; do
  case $want in
    postgis)
      if [ -z "$bin" ]; then version=$(apt-cache depends postgresql | sed -n 's/.*postgresql-\([0-9]*\).*/\1/p' | head -1); fi
      packages+=("postgresql-$version" "postgresql-$version-postgis-3") ;;
    chromium) packages+=(chromium) ;;
    fonts) packages+=(fonts-noto-cjk fontconfig) ;;
  esac
done
apt-get install -q -y --no-install-recommends "${packages[@]}" >/dev/null
