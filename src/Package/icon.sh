#!/usr/bin/env bash
# Renders icon.svg as the packages' icon.png, 128 x 128, with Chromium. Run it after changing the drawing, and commit both files.
set -euo pipefail
cd "$(dirname "$0")"
page=$(mktemp --suffix=.html)
trap 'rm -f "$page"' EXIT
{ echo '<!doctype html><style>body { margin: 0 } svg { display: block }</style>'; cat icon.svg; } > "$page"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
    --default-background-color=00000000 --window-size=128,128 --screenshot="$PWD/icon.png" "file://$page"
