#!/usr/bin/env bash
# Writes Sources/EnvoyAPI/Generated from selection.txt and handwritten/. Needs protoc, Python 3 and a Swift toolchain.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
work="$top/.tools/protos"
mkdir -p "$work/trimmed"
[ -x "$work/venv/bin/python" ] || {
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet xds-protos==1.85.0 grpcio-tools googleapis-common-protos
}
(cd "$top" && swift build --product protoc-gen-swift)
plugin="$(cd "$top" && swift build --show-bin-path)/protoc-gen-swift"
"$work/venv/bin/python" "$top/Protos/select_protos.py" "$top/Protos/selection.txt" "$work/trimmed"
cp "$top"/Protos/handwritten/*.proto "$work/trimmed/"
out="$top/Sources/EnvoyAPI/Generated"
rm -rf "$out"
mkdir -p "$out"
protoc --plugin="protoc-gen-swift=$plugin" --proto_path="$work/trimmed" --swift_opt=Visibility=Public --swift_out="$out" "$work"/trimmed/*.proto
echo "$(ls "$out" | wc -l) files in Sources/EnvoyAPI/Generated"
