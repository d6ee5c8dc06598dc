#!/usr/bin/env bash
# A narrated first session with plog. Called by `./dev demo` with the binary;
# every exit status is checked, so the demo is a test as well.
set -euo pipefail
plog=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PLOG_DB="$work/ledger.db"
export SOURCE_DATE_EPOCH=1770422400  # Saturday after the week of the trail
cd "$here"

bold() { if [[ -t 1 ]]; then printf '\n\e[1m%s\e[0m\n' "$*"; else printf '\n%s\n' "$*"; fi; }

# expect STATUS ARGUMENT...: runs plog, shows the command and its status.
expect() {
  local wanted=$1 status=0
  shift
  printf '\n$ plog %s\n' "$*"
  "$plog" "$@" || status=$?
  printf '[exit status %d]\n' "$status"
  if ((status != wanted)); then
    printf 'demo: expected exit status %d\n' "$wanted" >&2
    exit 1
  fi
}

bold '1. A week of a support desk with five AI agents, sealed into a ledger.'
expect 0 ingest --deterministic-ids trail.jsonl
expect 0 agents --format text

bold '2. Is the trail unaltered? Every hash, every link and the Merkle tree:'
expect 0 verify --format text

bold '3. The five built-in policies need no configuration.'
expect 1 policy check --format text

bold '4. Your own policies: policies.yaml uses all seven rule types and tests itself.'
expect 0 policy test --file policies.yaml --format text
expect 1 policy check --file policies.yaml --format text

bold '5. Somebody with write access makes the night refund a daytime refund ...'
cp "$PLOG_DB" "$work/tampered.db"
sqlite3 "$work/tampered.db" "
  UPDATE events SET time = time + 36000, content =
    CAST(replace(CAST(content AS TEXT), '2026-02-05T02:', '2026-02-05T12:') AS BLOB)
  WHERE action_type = 'TOOL_CALL'
    AND instr(CAST(content AS TEXT), 'issue_refund')
    AND instr(CAST(content AS TEXT), '2026-02-05T02:');"
printf '\n$ cp ledger.db tampered.db; sqlite3 tampered.db "UPDATE events SET content = ..."\n'
bold '   ... and verify says which event it was.'
expect 1 verify --db "$work/tampered.db" --format text
expect 0 verify --quiet --format text

bold 'The untouched ledger still verifies. Reports for other readers:'
expect 1 policy check --file policies.yaml --with-builtins \
  -o "$work/report.html" -o "$work/report.sarif" -o "$work/report.json"
(cd "$work" && wc -c report.*)
