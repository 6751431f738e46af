-- What colonies spent: tokens, and CPU time in microseconds. Null unless each window of the row has them, which those of
-- earlier versions have not; always null for users.

DO $$
DECLARE
  suffix text;
BEGIN
  FOREACH suffix IN ARRAY ARRAY['5m', '1h', '1d'] LOOP
    EXECUTE format($sql$
      ALTER TABLE top_%1$s
        ADD COLUMN tokens     bigint,
        ADD COLUMN tokens_min bigint,
        ADD COLUMN tokens_max bigint,
        ADD COLUMN cpu_micros bigint,
        ADD COLUMN cpu_min    bigint,
        ADD COLUMN cpu_max    bigint;
      ALTER TABLE totals_%1$s
        ADD COLUMN tokens          bigint,
        ADD COLUMN rest_tokens     bigint,
        ADD COLUMN cpu_micros      bigint,
        ADD COLUMN rest_cpu_micros bigint;
      COMMENT ON TABLE top_%1$s IS 'Events of the users and colonies that have most, and of the colonies that spend most tokens; tokens and CPU time of colonies, in microseconds';
      COMMENT ON TABLE totals_%1$s IS 'All users, all colonies: rest_… are those of ids that top has not; ids are distinct, an estimate with a standard error of 1.6 %% where not exact';
    $sql$, suffix);
  END LOOP;
END $$;

-- A sum as a column holds it: the largest bigint if it is larger than that.
CREATE FUNCTION fitting(amount numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE SET search_path = history, pg_temp AS $$
  SELECT CASE WHEN amount <= 9223372036854775807 THEN amount::bigint WHEN amount IS NOT NULL THEN 9223372036854775807 END
$$;

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
    (e->>3)::bigint, (e->>3)::bigint, (e->>3)::bigint, (e->>4)::bigint, (e->>4)::bigint, (e->>4)::bigint
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

-- As before, and what was spent: the ids that spend most tokens are kept by name too.
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
        SELECT kind, id, b, (array_agg(name ORDER BY f.start DESC) FILTER (WHERE name IS NOT NULL))[1] AS name,
          sum(windows) AS windows, sum(events) AS events, min(events_min) AS low, max(events_max) AS peak,
          count(tokens) = count(*) AS known, fitting(sum(tokens)) AS tokens, min(tokens_min) AS tokens_min,
          max(tokens_max) AS tokens_max, fitting(sum(cpu_micros)) AS cpu, min(cpu_min) AS cpu_min, max(cpu_max) AS cpu_max
        FROM unnest($1) b, LATERAL (SELECT * FROM %1$I WHERE start >= b AND start < b + $2 OFFSET 0) f GROUP BY kind, id, b
      ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY kind, b ORDER BY events DESC, id) <= $3
          OR coalesce(tokens, 0) > 0 AND row_number() OVER (PARTITION BY kind, b ORDER BY tokens DESC NULLS LAST, id) <= $3
          AS named
        FROM sums
      ), kept AS (
        INSERT INTO %2$I SELECT kind, id, b, name, windows, events, low, peak,
          CASE WHEN known THEN tokens END, CASE WHEN known THEN tokens_min END, CASE WHEN known THEN tokens_max END,
          CASE WHEN known THEN cpu END, CASE WHEN known THEN cpu_min END, CASE WHEN known THEN cpu_max END
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

REVOKE ALL ON FUNCTION fitting(numeric) FROM PUBLIC;
