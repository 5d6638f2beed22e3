#!/usr/bin/env bash
# Makes the jar $1 from the sources beside it, with the packed runtime and agent. The same agent and
# javac make the same jar, byte for byte.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../../../../..
runtime=$(ls "$root"/runtime/target/bobbin-runtime-*.jar | grep -vE -e '-(sources|javadoc)[.]jar')
agent=$(ls "$root"/agent/target/bobbin-agent-*.jar | grep -vE -e '-(sources|javadoc)[.]jar')
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT

javac --release 17 -g -proc:none -classpath "$runtime" -d "$classes" "$here"/*.java
java -jar "$agent" weave --classpath "$runtime" "$classes"
jar --create --no-manifest --date=2026-01-01T00:00:00Z --file "$here/$1" -C "$classes" fixture
