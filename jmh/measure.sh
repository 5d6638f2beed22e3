#!/bin/bash
# Measures Bobbin beside its peers, prints one table, and draws how cost grows: jmh/scale.png.
#   mvn -Ppeers -pl jmh -am package && jmh/measure.sh [--quick] [JAVA_HOME]
# A full run takes about an hour and wants a quiet machine; --quick is to try it, its figures say little.
set -eu
cd "$(dirname "$0")"
warmup=5 rounds=5 forks=2 time=1s tasks=1,10,100,1000,10000,100000,1000000,10000000
depths=1,10,100,1000,10000,100000 heap=4g
if [ "${1-}" = --quick ]; then
  shift
  warmup=1 rounds=1 forks=1 time=100ms tasks=1,100,10000 depths=1,100,1000 heap=1g
fi
java=${1:-${JAVA_HOME:-}}
java=${java:+$java/bin/}java
jar=target/benchmarks.jar
out=target/measured
mkdir -p $out

# What this release of Java does not have, or a loop by hand has no need for.
leave=()
"$java" -version 2>&1 | grep -q 'version "17' && leave=(-e 'virtualThreads')

run() { # NAME PATTERN OPTIONS...
  local name=$1 pattern=$2
  shift 2
  "$java" -jar $jar "$pattern" "${leave[@]}" -f $forks -wi $warmup -i $rounds -w $time -r $time \
    -prof gc -rf json -rff $out/"$name".json "$@" > $out/"$name".txt
}

run workloads \
  '\.(AwaitCompleted|CallChain|HotLoop|Yield|Pending|SuspendedChain|PingPong|Spawn|Skynet)(Peers)?Benchmark'
run tasks '\.Spawn(Peers)?Benchmark.(woven|kotlin|virtualThreads)' -p tasks=$tasks \
  -jvmArgsAppend "-Xmx$heap -Djdk.virtualThreadScheduler.parallelism=1"
run depths '\.SuspendedChain(Peers)?Benchmark.(woven|kotlin|virtualThreads)' -p depth=$depths \
  -jvmArgsAppend "-Xss512m -Xmx$heap -Djdk.virtualThreadScheduler.parallelism=1"

"$java" -cp $jar dev.bobbin.jmh.report.Table $out/workloads.json
"$java" -Djava.awt.headless=true -cp $jar dev.bobbin.jmh.report.Chart $out/scale.png \
  $out/tasks.json $out/depths.json
echo "figures: jmh/$out, chart: jmh/$out/scale.png (keep it as jmh/scale.png)"
