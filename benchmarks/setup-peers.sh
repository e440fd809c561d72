#!/usr/bin/env bash
# Fetches what ShapeGen is measured beside, in fixed versions, into benchmarks/.peers (which git ignores):
#
#   onnxruntime/   ONNX Runtime: its native library, and its official C# API as source
#   cases/         each case as PyTorch exports it: ONNX, weights, an input and PyTorch's answers
#
# Takes npm (which only downloads), the .NET SDK, and Debian's python3-torch with libopenblas0-pthread, which it installs where it may.
set -euo pipefail

native_package=onnxruntime-node@1.30.0
native_sha256=6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75
csharp_package=com.github.asus4.onnxruntime@0.4.9
csharp_sha256=e59788788818fdde1b2e522e766a21ba0f7d8391de55737abf81e32cc801785d

here=$(cd "$(dirname "$0")" && pwd)
peers=$here/.peers
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

fail() { echo "setup-peers: $*" >&2; exit 1; }

case $(uname -sm) in
    "Linux x86_64") native=x64 ;;
    "Linux aarch64") native=arm64 ;;
    *) fail "the peers are set up on Linux only (this is $(uname -sm)); ShapeGen is measured without them" ;;
esac

# download PACKAGE SHA256 WHERE: the package from npm's registry, unpacked, if it is what it was when the version was chosen.
download() {
    local archive
    command -v npm >/dev/null || fail "npm is missing (Debian: apt-get install npm)"
    mkdir -p "$3"
    archive=$3/$(cd "$3" && npm pack "$1" --silent 2>/dev/null) || fail "npm could not fetch $1"
    echo "$2  $archive" | sha256sum --check --quiet || fail "$1 is not the file that was pinned"
    tar -xzf "$archive" -C "$3"
    rm "$archive"
}

set_up_onnxruntime() {
    local target=$peers/onnxruntime stamp="$native_package $csharp_package $native"
    if [ "$(cat "$target/stamp" 2>/dev/null)" = "$stamp" ]; then
        echo "ONNX Runtime: already there"
        return
    fi

    work=$(mktemp -d "$peers/fetching-XXXXXX")
    trap 'rm -rf "$work"' EXIT
    echo "ONNX Runtime: fetching $native_package and $csharp_package"
    download "$native_package" "$native_sha256" "$work/native"
    download "$csharp_package" "$csharp_sha256" "$work/csharp"

    rm -rf "$target"
    mkdir -p "$target/csharp"
    cp -r "$work/csharp/package/Runtime/." "$target/csharp/"
    cp "$work/csharp/package/LICENSE" "$target/"
    cp "$work/native/package/bin/napi-v6/linux/$native/libonnxruntime.so.1" "$target/libonnxruntime.so"
    echo "$stamp" >"$target/stamp"
}

set_up_pytorch() {
    if ! /usr/bin/python3 -c "import torch" 2>/dev/null; then
        [ "$(id -u)" = 0 ] || fail "PyTorch is missing; as root: apt-get install python3-torch libopenblas0-pthread"
        apt-get update -qq && apt-get install -y -qq python3-torch libopenblas0-pthread
    fi

    # Without it PyTorch multiplies with the reference BLAS, some 30 times slower: not a peer.
    # (No "grep -q": it leaves before ldconfig has written all, which then fails, and the pipe with it.)
    ldconfig -p | grep openblas >/dev/null || fail "OpenBLAS is missing; as root: apt-get install libopenblas0-pthread"
}

export_cases() {
    local list
    list=$(dotnet run -c Release --project "$here/Comparison" -- --list-cases) || fail "the comparison program does not build: $list"
    /usr/bin/python3 "$here/peers/export_cases.py" "$peers/cases" <<<"$list"
}

mkdir -p "$peers"
set_up_onnxruntime
set_up_pytorch
export_cases
echo "The peers are there. Now: dotnet run -c Release --project benchmarks/Comparison"
