#!/usr/bin/env bash
# Prints the path of the browser that the tests drive: CHROMIUM, or Debian's headless Chromium, which root has installed
# when it is missing, with a font for Chinese. Nothing is downloaded but through apt-get.
set -euo pipefail

if [[ -n "${CHROMIUM:-}" ]]; then
  [[ -x "$CHROMIUM" ]] || { echo "CHROMIUM=$CHROMIUM is no program" >&2; exit 1; }
  echo "$CHROMIUM"
  exit
fi

packages=()
command -v chromium-headless-shell >/dev/null || packages+=(chromium-headless-shell)
command -v fc-list >/dev/null && [[ -n "$(fc-list :lang=zh-cn family)" ]] || packages+=(fonts-noto-cjk fontconfig)

if ((${#packages[@]})); then
  if ! command -v apt-get >/dev/null || [[ "$(id -u)" != 0 ]]; then
    echo "The browser tests need a headless Chromium and a font for Chinese." >&2
    echo "Debian: sudo apt-get install ${packages[*]}. Elsewhere: set CHROMIUM to the path of a Chromium or Chrome." >&2
    exit 1
  fi
  echo "installing ${packages[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >&2
fi
command -v chromium-headless-shell
