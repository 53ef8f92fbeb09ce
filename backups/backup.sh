#!/usr/bin/env bash
# Dumps every node into one archive with checksums, and keeps the newest BACKUP_KEEP of them.
#   REDIS_NODES=db_g1=HOST:PORT,… backups/backup.sh        once
#   BACKUP_EVERY_SEC=86400 …                               again and again
# A file may say it (REDIS_NODES_FILE); rediss:// nodes are known by REDIS_CA_FILE, we to them as the user backup.
# A dump is Redis's own snapshot of one node; a node that cannot be dumped fails the whole backup.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
keep=${BACKUP_KEEP:-7}
nodes=${REDIS_NODES_FILE:+$(cat "$REDIS_NODES_FILE")}
nodes=${nodes:-${REDIS_NODES:-db_g1=127.0.0.1:7001,db_g2=127.0.0.1:7002,db_g3=127.0.0.1:7003}}

backup() {
  local work name entry address archive
  work=$(mktemp -d)
  name=cap-$(date -u +%Y%m%dT%H%M%SZ)
  for entry in ${nodes//,/ }; do
    address=${entry#*=}
    case $address in *://*) ;; *) address=redis://$address ;; esac
    if ! redis-cli --no-auth-warning -u "$address" ${REDIS_CA_FILE:+--cacert "$REDIS_CA_FILE"} --rdb "$work/${entry%%=*}.rdb" >"$work/log" 2>&1; then
      cat "$work/log" >&2
      echo "backup: ${entry%%=*} could not be dumped, nothing was kept" >&2
      rm -rf "$work"
      return 1
    fi
    rm -f "$work/log"
  done
  (cd "$work" && sha256sum ./*.rdb >SHA256SUMS)
  archive=$here/$name.tar.gz
  tar -C "$work" -czf "$archive.part" .
  mv "$archive.part" "$archive"
  rm -rf "$work"
  find "$here" -maxdepth 1 -name 'cap-*.tar.gz' | sort -r | tail -n +$((keep + 1)) | xargs -r rm -f
  echo "backup: $archive"
}

[ -n "${BACKUP_EVERY_SEC:-}" ] || { backup; exit; }
while true; do
  backup || true
  sleep "$BACKUP_EVERY_SEC" & wait $!
done
