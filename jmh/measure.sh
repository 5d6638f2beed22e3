#!/bin/bash
# Measures Bobbin beside its peers, prints tables in Markdown, and draws how cost grows.
#   mvn -Ppeers -DskipTests -pl jmh -am package && jmh/measure.sh [--short|--quick|--smoke] [JAVA_HOME]
# A full run takes about half an hour, wants a quiet machine, and puts what it found into RESULTS.md,
# in the part of its release of Java, and the chart of the newest one into scale.png; so does --short,
# in half of the time, with one JVM for each figure. --quick takes about ten minutes and keeps nothing,
# its figures say little; --smoke shows in a few that all rows work.
# `wrk` is needed for the servers' HTTP row.
set -eu
cd "$(dirname "$0")"
mode=--full
case "${1-}" in --short | --quick | --smoke) mode=$1 && shift ;; esac
java=${1:-${JAVA_HOME:-}}
java=${java:+$java/bin/}java
jar=target/benchmarks.jar
[ -f $jar ] || { echo "no $jar: mvn -Ppeers -DskipTests -pl jmh -am package" >&2; exit 2; }
feature=$("$java" -XshowSettings:properties -version 2>&1 |
  sed -n 's/ *java.specification.version = //p')
cores=$(getconf _NPROCESSORS_ONLN)
out=target/measured-$feature
rm -rf $out && mkdir -p $out

if [ $mode = --smoke ]; then
  often=(-f 1 -wi 0 -i 1 -r 10ms) weaver=("${often[@]}") seldom=(-f 1 -wi 0 -i 1) growth=("${often[@]}")
  tasks=1,1000 depths=1,1000 heap=1g starts=1 rounds=1 millis=20
elif [ $mode = --quick ]; then
  often=(-f 1 -wi 3 -i 3 -w 200ms -r 200ms) weaver=("${often[@]}") seldom=(-f 1 -wi 3 -i 3)
  growth=(-f 1 -wi 1 -i 1 -w 100ms -r 100ms) tasks=1,100,10000 depths=1,100,10000 heap=1g
  starts=2 rounds=1 millis=200
elif [ $mode = --short ]; then
  often=(-f 1 -wi 4 -i 3 -w 500ms -r 500ms) seldom=(-f 1 -wi 5 -i 3)
  weaver=(-f 1 -wi 10 -i 3 -w 1 -r 1)
  growth=(-f 1 -wi 2 -i 2 -w 300ms -r 300ms) tasks=1,10,100,1000,10000,100000,1000000,10000000
  depths=1,10,100,1000,10000,100000 heap=6g
  starts=7 rounds=3 millis=1000
else
  often=(-f 2 -wi 4 -i 4 -w 500ms -r 500ms) seldom=(-f 2 -wi 5 -i 4)
  weaver=(-f 2 -wi 10 -i 3 -w 1 -r 1) # HotSpot compiles a weaver for about 8 s
  growth=(-f 1 -wi 2 -i 3 -w 300ms -r 300ms) tasks=1,10,100,1000,10000,100000,1000000,10000000
  depths=1,10,100,1000,10000,100000 heap=6g
  starts=15 rounds=3 millis=1000
fi
# What this release of Java does not have.
leave=()
[ "$feature" -ge 21 ] || leave=(-e virtualThreads)

limit=60m
run() { # NAME PATTERN OPTIONS...: JMH's figures in NAME.json, what it tells in NAME.txt
  local name=$1 pattern=$2
  shift 2
  echo "$(date +%T) $name" >&2
  timeout -s KILL $limit "$java" -jar $jar "$pattern" "${leave[@]}" -to 3m -prof gc -rf json \
    -rff $out/"$name".json "$@" > $out/"$name".txt 2>&1 || {
    echo "$name failed: see jmh/$out/$name.txt" >&2
    printf '\n<failure>\nTimeoutException, or as said above\n' >> $out/"$name".txt
  }
}

columns='(woven|hand|kotlin|kotlinBare|virtualThreads|future|ea|tascalate|kilim)$'
run done "\\.AwaitCompleted(Peers)?Benchmark\\.(${columns%$}|.*InALoop|kotlin.*)\$" "${often[@]}"
run calls '\.(CallChain|HotLoop)(Peers)?Benchmark\.' "${often[@]}" -e joined
run waits "\\.(Yield|PendingTask|Pending|SuspendedChain|PingPong|PingPongMailbox|Spawn|Skynet)(Peers)?Benchmark\\.$columns" \
  "${often[@]}"
if [ "$feature" -ge 21 ] && [ "$cores" -gt 1 ]; then
  run carriers '\.(Yield|PendingTask|Pending|SuspendedChain|PingPong|Spawn|Skynet)Benchmark\.virtualThreads$' \
    "${often[@]}" -jvmArgsAppend -Djdk.virtualThreadScheduler.parallelism="$cores"
fi
run sleeps '\.Sleep(Peers)?Benchmark\.' "${seldom[@]}"
run memory '\.SuspendedMemory(Peers)?Benchmark\.'
run weaving '\.Weave(Peers)?Benchmark\.' "${weaver[@]}"
run looking '\.LookingBenchmark\.' "${often[@]:2}" -f 1
# One by one, as who does not fit into the heap may not end by itself.
limit=5m
oom="-Xmx$heap -XX:+ExitOnOutOfMemoryError -Djdk.virtualThreadScheduler.parallelism=1"
for who in woven kotlin virtualThreads; do
  [ $who != virtualThreads ] || [ "$feature" -ge 21 ] || continue
  run tasks-$who "\\.Spawn(Peers)?Benchmark\\.$who\$" "${growth[@]}" -p tasks=$tasks \
    -jvmArgsAppend "$oom"
  run depths-$who "\\.SuspendedChain(Peers)?Benchmark\\.$who\$" "${growth[@]}" -p depth=$depths \
    -jvmArgsAppend "-Xss512m $oom"
done

echo "$(date +%T) starts, servers" >&2
started=(../agent/target/bobbin-agent-[0-9]*.jar ../runtime/target/bobbin-runtime-[0-9]*.jar)
[ -f target/peers/ea-async.jar ] && started+=(target/peers/ea-async.jar)
"$java" -Druns=$starts -cp $jar dev.bobbin.jmh.startup.StartUp "${started[@]}" \
  > $out/starts.txt 2> $out/starts.err || echo "starts failed: see jmh/$out/starts.err" >&2
"$java" -Drounds=$rounds -Dmillis=$millis -cp $jar dev.bobbin.jmh.net.NetBenchmark \
  > $out/servers.txt 2> $out/servers.err || echo "servers failed: see jmh/$out/servers.err" >&2

where="JDK $("$java" -XshowSettings:properties -version 2>&1 |
  sed -n 's/ *java.runtime.version = //p'), $cores cores ($(uname -sm)), $(date +%F), commit $(git rev-parse \
  --short HEAD 2>/dev/null || echo unknown)"
heaps="heap of $heap, for depths a stack of 512 MB"
report() {
  echo "$where, by \`jmh/measure.sh $mode\`, in $((SECONDS / 60)) minutes."
  echo
  "$java" -cp $jar dev.bobbin.jmh.report.Table \
    $out/{done,calls,waits,carriers,sleeps,memory,weaving}.json
  echo
  echo "Looking inside, times the loop that nobody looks at (in brackets):"
  echo
  "$java" -cp $jar dev.bobbin.jmh.report.Looking $out/looking.json
  [ "$feature" -lt 21 ] || printf '\n![How cost grows](scale.png)\n'
  for part in starts servers; do
    printf '\n```\n'
    cat $out/$part.txt
    echo '```'
  done
}
report | tee $out/report.md
"$java" -Djava.awt.headless=true -cp $jar dev.bobbin.jmh.report.Chart $out/scale.png \
  "$where; $heaps" $out/{tasks,depths}-*.json

if [ $mode = --full ] || [ $mode = --short ]; then
  awk -v mark="<!-- measured $feature" -v report=$out/report.md '
    index($0, mark " -->") { print; while ((getline line < report) > 0) print line; skip = 1; found = 1 }
    index($0, mark " ends -->") { skip = 0 }
    !skip { print }
    END { if (!found) exit 1 }' RESULTS.md > $out/RESULTS.md && cp $out/RESULTS.md RESULTS.md ||
    echo "RESULTS.md has no part for $feature: the report is in jmh/$out" >&2
  [ "$feature" -lt 21 ] || cp $out/scale.png scale.png
fi
echo "figures and chart: jmh/$out" >&2
