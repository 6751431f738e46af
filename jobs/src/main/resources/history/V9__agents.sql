-- Agents, with what they spent: their id names them within their colony.

DO $$
DECLARE
  suffix text;
BEGIN
  FOREACH suffix IN ARRAY ARRAY['5m', '1h', '1d'] LOOP
    EXECUTE format($sql$
      ALTER TABLE top_%1$s ADD COLUMN colony_id text NOT NULL DEFAULT '';
      ALTER TABLE top_%1$s DROP CONSTRAINT top_%1$s_pkey, ADD PRIMARY KEY (kind, id, start, colony_id);
      COMMENT ON COLUMN top_%1$s.colony_id IS 'The colony of an agent; empty if it has none, and for users and colonies';
      COMMENT ON TABLE top_%1$s IS 'Events of the users, colonies and agents that have most, and of the colonies and agents that spend most tokens; their tokens and CPU time, in microseconds';
      COMMENT ON TABLE totals_%1$s IS 'All users, all colonies, all agents: rest_… are those of ids that top has not; ids are distinct, an estimate with a standard error of 1.6 %% where not exact';
    $sql$, suffix);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION put_tops(batch jsonb) RETURNS timestamptz[]
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  oldest timestamptz := (SELECT max(horizon) FROM level WHERE tab IN ('top_5m', 'totals_5m'));
  starts timestamptz[] := ARRAY(
    SELECT DISTINCT t FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t
    WHERE t >= oldest);
BEGIN
  PERFORM make_partitions('top_5m', starts), make_partitions('totals_5m', starts);
  DELETE FROM top_5m o USING jsonb_array_elements(batch) r
  WHERE o.kind = r->>'kind' AND o.start = to_timestamp((r->>'start')::bigint / 1000.0);
  INSERT INTO top_5m
  SELECT r->>'kind', e->>0, t, e->>1, 1, (e->>2)::bigint, (e->>2)::bigint, (e->>2)::bigint,
    (e->>3)::bigint, (e->>3)::bigint, (e->>3)::bigint, (e->>4)::bigint, (e->>4)::bigint, (e->>4)::bigint,
    coalesce(e->>5, '')
  FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t,
    jsonb_array_elements(r->'top') e
  WHERE t = ANY (starts);
  DELETE FROM totals_5m o USING jsonb_array_elements(batch) r
  WHERE o.kind = r->>'kind' AND o.start = to_timestamp((r->>'start')::bigint / 1000.0);
  INSERT INTO totals_5m
  SELECT r->>'kind', t, 1, (r->>'events')::bigint, (r->>'restEvents')::bigint,
    (r->>'ids')::bigint, (r->>'restIds')::bigint, true, decode(r->>'sketch', 'hex'),
    (r->>'tokens')::bigint, (r->>'restTokens')::bigint, (r->>'cpuMicros')::bigint, (r->>'restCpuMicros')::bigint
  FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t
  WHERE t = ANY (starts);
  RETURN starts;
END $$;

-- As before, by colony too.
CREATE OR REPLACE FUNCTION roll_up_tops(starts timestamptz[], top_limit integer) RETURNS void
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  suffix text;
  below text;
  due timestamptz[];
  span interval;
BEGIN
  FOREACH suffix IN ARRAY ARRAY['1h', '1d'] LOOP
    below := CASE suffix WHEN '1h' THEN '5m' ELSE '1h' END;
    span := (SELECT width FROM level WHERE tab = 'top_' || suffix);
    due := buckets('top_' || suffix, starts);
    PERFORM make_partitions('top_' || suffix, due), make_partitions('totals_' || suffix, due);
    EXECUTE format('DELETE FROM %I WHERE start = ANY ($1)', 'top_' || suffix) USING due;
    EXECUTE format('DELETE FROM %I WHERE start = ANY ($1)', 'totals_' || suffix) USING due;
    EXECUTE format($sql$
      WITH sums AS (
        SELECT kind, id, colony_id, b, (array_agg(name ORDER BY f.start DESC) FILTER (WHERE name IS NOT NULL))[1] AS name,
          sum(windows) AS windows, sum(events) AS events, min(events_min) AS low, max(events_max) AS peak,
          count(tokens) = count(*) AS known, fitting(sum(tokens)) AS tokens, min(tokens_min) AS tokens_min,
          max(tokens_max) AS tokens_max, fitting(sum(cpu_micros)) AS cpu, min(cpu_min) AS cpu_min, max(cpu_max) AS cpu_max
        FROM unnest($1) b, LATERAL (SELECT * FROM %1$I WHERE start >= b AND start < b + $2 OFFSET 0) f
        GROUP BY kind, id, colony_id, b
      ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY kind, b ORDER BY events DESC, id, colony_id) <= $3
          OR coalesce(tokens, 0) > 0 AND row_number() OVER (PARTITION BY kind, b ORDER BY tokens DESC NULLS LAST, id, colony_id)
            <= $3 AS named
        FROM sums
      ), kept AS (
        INSERT INTO %2$I SELECT kind, id, b, name, windows, events, low, peak,
          CASE WHEN known THEN tokens END, CASE WHEN known THEN tokens_min END, CASE WHEN known THEN tokens_max END,
          CASE WHEN known THEN cpu END, CASE WHEN known THEN cpu_min END, CASE WHEN known THEN cpu_max END,
          colony_id
        FROM ranked WHERE named
      ), names AS (
        SELECT kind, b, count(*) AS ids, sum(events) FILTER (WHERE named) AS kept_events,
          sum(tokens) FILTER (WHERE named) AS kept_tokens, sum(cpu) FILTER (WHERE named) AS kept_cpu,
          count(*) FILTER (WHERE named) AS kept_ids
        FROM ranked GROUP BY kind, b
      ), registers AS (
        SELECT kind, b, i, max(get_byte(sketch, i)) AS r
        FROM unnest($1) b, LATERAL (SELECT * FROM %3$I WHERE start >= b AND start < b + $2 OFFSET 0) f, generate_series(0, 4095) i
        GROUP BY kind, b, i
      ), sketches AS (
        SELECT kind, b, string_agg(set_byte('\x00', 0, r), '' ORDER BY i) AS sketch FROM registers GROUP BY kind, b
      ), totals AS (
        SELECT kind, b, sum(windows) AS windows, sum(events) AS events, bool_and(rest_ids = 0) AS exact,
          CASE WHEN count(tokens) = count(*) THEN fitting(sum(tokens)) END AS tokens,
          CASE WHEN count(tokens) = count(*) THEN fitting(sum(cpu_micros)) END AS cpu
        FROM unnest($1) b, LATERAL (SELECT * FROM %3$I WHERE start >= b AND start < b + $2 OFFSET 0) f GROUP BY kind, b
      )
      INSERT INTO %4$I
      SELECT kind, b, t.windows, t.events, t.events - coalesce(kept_events, 0), d.n,
        greatest(d.n - coalesce(kept_ids, 0), 0), t.exact, sketch,
        t.tokens, CASE WHEN t.tokens IS NOT NULL THEN greatest(t.tokens - coalesce(kept_tokens, 0), 0) END,
        t.cpu, CASE WHEN t.cpu IS NOT NULL THEN greatest(t.cpu - coalesce(kept_cpu, 0), 0) END
      FROM totals t JOIN sketches USING (kind, b) LEFT JOIN names USING (kind, b),
        LATERAL (SELECT CASE WHEN t.exact THEN coalesce(names.ids, 0) ELSE greatest(estimate(sketch), names.ids) END AS n) d
    $sql$, 'top_' || below, 'top_' || suffix, 'totals_' || below, 'totals_' || suffix)
    USING due, span, top_limit;
  END LOOP;
END $$;

-- Sums of tokens, of CPU time and of latencies stay at the largest bigint where they failed, and with them the batch.
DO $$
DECLARE
  change record;
  before text;
BEGIN
  FOR change IN SELECT * FROM (VALUES
    ('roll_up_summaries(timestamptz[])', 'THEN sum(tokens) END', 'THEN fitting(sum(tokens)) END'),
    ('put_services(jsonb)', 'sum(cpu_micros) AS cpu', 'fitting(sum(cpu_micros)) AS cpu'),
    ('put_services(jsonb)', 'sum(latency_sum_micros) AS micros', 'fitting(sum(latency_sum_micros)) AS micros'),
    ('roll_up_services(timestamptz[])', 'sum(cpu_micros) AS cpu', 'fitting(sum(cpu_micros)) AS cpu'),
    ('roll_up_services(timestamptz[])', 'sum(latency_sum_micros) AS micros', 'fitting(sum(latency_sum_micros)) AS micros')
  ) c(function, was, becomes) LOOP
    before := pg_get_functiondef(change.function::regprocedure);
    ASSERT position(change.was IN before) > 0, change.function;
    EXECUTE replace(before, change.was, change.becomes);
  END LOOP;
END $$;

-- What a writer asks before it writes: a job needs the tables of its own version or of a later one.
CREATE FUNCTION tables_version() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 9';
REVOKE ALL ON FUNCTION tables_version() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tables_version() TO history_writer;
