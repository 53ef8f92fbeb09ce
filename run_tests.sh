#!/usr/bin/env bash
# The proof: builds everything and runs the tests.   ./run_tests.sh [quick|compose|long|all|mutants]
#   (nothing)  the default suite, under 15 minutes     quick  the cores, and the Lua beside them
#   compose    the docker compose stack, on a real engine (builds the images)
#   long       the tests tagged long                   all    default and long
#   mutants    breaks the code on purpose, one place at a time: which breaks does no test see?
set -euo pipefail
cd "$(dirname "$0")"

usage() { sed -n '2,6s/^# //p' "$0" >&2; exit 64; }
suite=${1:-default}
[ "$suite" != mutants ] || exec lab/src/test/mutants/run "${@:2}"
[ $# -le 1 ] || usage
case $suite in
  default) options=() ;;
  quick) options=('-Dtest=caplab.*.core.*Test,caplab.sim.*Test,RedisReplicaTest,ReplicaTwinsTest,DifferentialTest' -Dsurefire.failIfNoSpecifiedTests=false) ;;
  compose) options=(-Dtest.excluded=long -Dgroups=compose) ;;
  long) options=(-Dtest.excluded=compose -Dgroups=long) ;;
  all) options=(-Dtest.excluded=compose) ;;
  *) usage ;;
esac

JAVA_HOME=$(.mvn/jdk25)
export JAVA_HOME
command -v mvn >/dev/null || { echo "run_tests.sh: Maven is missing: install the package 'maven'" >&2; exit 69; }

# Not every machine has an engine: what is left out there is said, and is no failure.
engine() { docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; }
if [ "$suite" = compose ] && ! engine; then
  left_out=$(grep -rl 'Tag("compose")' --include='*Test.java' lab/src/test | xargs cat | grep -c '@Test')
  echo "SKIPPED without a Docker engine and Compose v2: the whole compose suite"
  echo "0 passed, 0 failed, $left_out skipped"
  exit 0
fi

# What a missing tool would leave out is named; where CI=true, that is a failure.
missing=0
while read -r tool package what; do
  case $tool in ''|\#*) continue ;; esac
  command -v "$tool" >/dev/null && continue
  echo "SKIPPED without $tool (Debian package $package): $what"
  missing=$((missing + 1))
done < .ci/packages
if [ "$missing" -gt 0 ] && [ "${CI:-}" = true ]; then
  echo "run_tests.sh: with CI=true nothing may be skipped" >&2
  exit 69
fi

rm -f ./*/target/surefire-reports/TEST-*.xml
# The README's commands are typed by a test: what they run is built before, not beside it.
[ "$suite" = quick ] || ./cap help >/dev/null
started=$SECONDS
status=0
mvn -B -ntp "${options[@]}" verify || status=$?

# Surefire's reports of this run, added up.
count() { { grep -ho "<testsuite [^>]*" ./*/target/surefire-reports/TEST-*.xml 2>/dev/null || true; } |
  { grep -o " $1=\"[0-9]*\"" || true; } | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
run=$(count tests) skipped=$(count skipped) failed=$(( $(count failures) + $(count errors) ))
echo "suite $suite took $((SECONDS - started)) s"
echo "$((run - failed - skipped)) passed, $failed failed, $skipped skipped"
if [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then
  echo "run_tests.sh: with CI=true nothing may be skipped" >&2
  exit 1
fi
exit "$status"
