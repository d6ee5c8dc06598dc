// DuckDB doing what plog does, for `./dev bench`: loading the lines of a trail
// and asking the six rules of bench.cc. It hashes nothing.
//
//   PLOG_BENCH_MODULES=DIR node duckdb_peer.cjs TRAIL file DATABASE
//   PLOG_BENCH_MODULES=DIR node duckdb_peer.cjs TRAIL memory
//
// DIR holds node_modules/@duckdb/node-api. Prints JSON: seconds and counts.
'use strict';

const {createRequire} = require('node:module');
const path = require('node:path');

const modules = path.resolve(process.env.PLOG_BENCH_MODULES ?? '.');
const {DuckDBInstance} =
    createRequire(path.join(modules, 'package.json'))('@duckdb/node-api');

const kLoad = (trail) => `
  CREATE TABLE events AS
  SELECT row_number() OVER () AS idx, *, metadata->>'call_id' AS call_id,
         CAST(timestamp AS TIMESTAMPTZ) AS moment
  FROM read_json('${trail.replaceAll('\'', '\'\'')}',
    format = 'newline_delimited', maximum_object_size = 33554432,
    columns = {id: 'VARCHAR', schema_version: 'VARCHAR', agent_id: 'VARCHAR',
      session_id: 'VARCHAR', source: 'VARCHAR', capture_method: 'VARCHAR',
      action_type: 'VARCHAR', action_name: 'VARCHAR', action_input: 'JSON',
      action_output: 'JSON', action_status: 'VARCHAR', error_message: 'VARCHAR',
      timestamp: 'VARCHAR', duration_ms: 'BIGINT', labels: 'JSON',
      metadata: 'JSON', sequence: 'BIGINT', hash: 'VARCHAR',
      prev_hash: 'VARCHAR', validation_warnings: 'JSON'})`;

const kRules = {
  answered: `
    SELECT count(*) FROM events c WHERE action_type = 'TOOL_CALL'
    AND NOT EXISTS (SELECT 1 FROM events r
      WHERE r.session_id = c.session_id AND r.action_type = 'TOOL_RESULT'
      AND r.call_id = c.call_id AND r.idx > c.idx
      AND r.moment <= c.moment + INTERVAL 60 SECOND)`,
  'no-mail-after-web': `
    SELECT count(*) FROM events m JOIN (
      SELECT session_id, min(idx) AS first FROM events
      WHERE action_name = 'search_web' GROUP BY session_id) w
    USING (session_id) WHERE m.action_name = 'send_mail' AND m.idx > w.first`,
  tools: `
    SELECT count(*) FROM events WHERE action_type = 'TOOL_CALL'
    AND (action_name = 'run_shell' OR starts_with(action_name, 'drop_'))`,
  thinks: `
    SELECT count(*) FROM (SELECT session_id FROM events GROUP BY session_id
      HAVING count(*) FILTER (WHERE action_type = 'LLM_CALL') = 0)`,
  budget: `
    SELECT count(*) FROM (
      SELECT count(*) OVER (PARTITION BY session_id ORDER BY moment
        RANGE BETWEEN INTERVAL 10 MINUTE PRECEDING AND CURRENT ROW) AS n
      FROM events WHERE action_type = 'TOOL_CALL') WHERE n > 40`,
  office: `
    SELECT count(*) FROM (
      SELECT moment AT TIME ZONE 'Europe/Zurich' AS t FROM events
      WHERE action_type = 'TOOL_CALL')
    WHERE hour(t) < 8 OR hour(t) >= 18 OR isodow(t) > 5`,
};

async function main() {
  const [trail, where, database] = process.argv.slice(2);
  const instance = await DuckDBInstance.create(
      where === 'file' ? database : ':memory:', {threads: '2'});
  const connection = await instance.connect();
  const started = process.hrtime.bigint();
  const seconds = () => Number(process.hrtime.bigint() - started) / 1e9;
  await connection.run(kLoad(trail));
  if (where === 'file') await connection.run('CHECKPOINT');
  const result = {load_seconds: seconds(), counts: {}};
  if (where !== 'file') {
    for (const [rule, sql] of Object.entries(kRules)) {
      const rows = (await connection.runAndReadAll(sql)).getRows();
      result.counts[rule] = Number(rows[0][0]);
    }
  }
  result.seconds = seconds();
  console.log(JSON.stringify(result));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
