-- The same rows as before, made in less time: windows are read by the begin of their bucket, whatever the planner
-- thinks of the whole table ("OFFSET 0" keeps it from joining otherwise), and histograms are added up by a number
-- for each row, in memory.

CREATE OR REPLACE FUNCTION put_services(batch jsonb) RETURNS timestamptz[]
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  oldest timestamptz := (SELECT horizon FROM level WHERE tab = 'services_1m');
  starts timestamptz[] := ARRAY(
    SELECT DISTINCT t FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t
    WHERE t >= oldest);
BEGIN
  PERFORM make_partitions('services_1m', starts);
  -- Upsert: what is written again replaces the row of its key and window.
  DELETE FROM services_1m o USING jsonb_array_elements(batch) r
  WHERE o.service = r->>'service' AND o.region = r->>'region'
    AND o.start = to_timestamp((r->>'start')::bigint / 1000.0);
  INSERT INTO services_1m
  SELECT r->>'service', r->>'region', t, 1, (r->>'events')::bigint, q, q, q,
    coalesce((s->>'1xx')::bigint, 0), coalesce((s->>'2xx')::bigint, 0), coalesce((s->>'3xx')::bigint, 0),
    coalesce((s->>'4xx')::bigint, 0), f, coalesce((s->>'unknown')::bigint, 0),
    f::float8 / nullif(q, 0), f::float8 / nullif(q, 0),
    coalesce((e->>'debug')::bigint, 0), coalesce((e->>'info')::bigint, 0), coalesce((e->>'warning')::bigint, 0),
    coalesce((e->>'error')::bigint, 0), coalesce((e->>'critical')::bigint, 0), coalesce((e->>'fatal')::bigint, 0),
    coalesce((e->>'unknown')::bigint, 0), coalesce((e->>'other')::bigint, 0),
    (l->>'count')::bigint, (l->>'sumMicros')::bigint,
    ARRAY(SELECT (h->>0)::integer FROM jsonb_array_elements(l->'buckets') h),
    ARRAY(SELECT (h->>1)::bigint FROM jsonb_array_elements(l->'buckets') h),
    c, c, c, (m->>'readings')::bigint, (m->>'sumBytes')::numeric, (m->>'maxBytes')::bigint
  FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t,
    LATERAL (SELECT (r->>'requests')::bigint q, r->'responses' s, coalesce((r->'responses'->>'5xx')::bigint, 0) f,
      r->'errors' e, r->'latency' l, (r->>'cpuMicros')::bigint c, r->'memory' m) v
  WHERE t = ANY (starts);
  -- The sums over all regions, all services, and both: their least and most are those of the sums.
  DELETE FROM services_1m WHERE start = ANY (starts) AND (service = '' OR region = '');
  INSERT INTO services_1m
  WITH windows AS MATERIALIZED (
    SELECT dense_rank() OVER (ORDER BY w.start, k.service COLLATE "C", k.region COLLATE "C") AS g,
      k.service AS key_service, k.region AS key_region, w.*
    FROM services_1m w, LATERAL (VALUES ('', ''), (w.service, ''), ('', w.region)) k(service, region)
    WHERE w.start = ANY (starts)
  ), histogram AS (
    SELECT g, array_agg(i ORDER BY i) AS bucket, array_agg(n ORDER BY i) AS hits
    FROM (SELECT g, u.i, sum(u.n)::bigint AS n FROM windows, unnest(bucket, hits) u(i, n) GROUP BY g, u.i) each_bucket
    GROUP BY g
  ), sums AS (
    SELECT g, min(start) AS start, min(key_service) AS service, min(key_region) AS region, sum(events) AS events,
      sum(requests) AS q, sum(r1xx) AS r1, sum(r2xx) AS r2, sum(r3xx) AS r3, sum(r4xx) AS r4, sum(r5xx) AS r5,
      sum(r_unknown) AS r0, sum(e_debug) AS e1, sum(e_info) AS e2, sum(e_warning) AS e3, sum(e_error) AS e4,
      sum(e_critical) AS e5, sum(e_fatal) AS e6, sum(e_unknown) AS e7, sum(e_other) AS e8,
      sum(latency_count) AS n, sum(latency_sum_micros) AS micros, sum(cpu_micros) AS cpu,
      sum(memory_readings) AS readings, sum(memory_sum_bytes) AS bytes, max(memory_max_bytes) AS peak
    FROM windows GROUP BY g
  )
  SELECT service, region, start, 1, events, q, q, q, r1, r2, r3, r4, r5, r0,
    r5::float8 / nullif(q, 0), r5::float8 / nullif(q, 0), e1, e2, e3, e4, e5, e6, e7, e8,
    n, micros, coalesce(bucket, '{}'), coalesce(hits, '{}'), cpu, cpu, cpu, readings, bytes, peak
  FROM sums LEFT JOIN histogram USING (g);
  RETURN starts;
END $$;

CREATE OR REPLACE FUNCTION roll_up_services(starts timestamptz[]) RETURNS void
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  l record;
  due timestamptz[];
BEGIN
  FOR l IN SELECT * FROM level WHERE family = 'services' AND finer IS NOT NULL ORDER BY width LOOP
    due := buckets(l.tab, starts);
    PERFORM make_partitions(l.tab, due);
    EXECUTE format('DELETE FROM %I WHERE start = ANY ($1)', l.tab) USING due;
    EXECUTE format($sql$
      INSERT INTO %1$I
      WITH windows AS MATERIALIZED (
        SELECT dense_rank() OVER (ORDER BY b, service COLLATE "C", region COLLATE "C") AS g, b, f.*
        FROM unnest($1) b, LATERAL (SELECT * FROM %2$I WHERE start >= b AND start < b + $2 OFFSET 0) f
      ), histogram AS (
        SELECT g, array_agg(i ORDER BY i) AS bucket, array_agg(n ORDER BY i) AS hits
        FROM (SELECT g, u.i, sum(u.n)::bigint AS n FROM windows, unnest(bucket, hits) u(i, n) GROUP BY g, u.i) each_bucket
        GROUP BY g
      ), sums AS (
        SELECT g, min(b) AS b, min(service) AS service, min(region) AS region, sum(windows) AS windows, sum(events) AS events,
          sum(requests) AS q, min(requests_min) AS q_min, max(requests_max) AS q_max,
          sum(r1xx) AS r1, sum(r2xx) AS r2, sum(r3xx) AS r3, sum(r4xx) AS r4, sum(r5xx) AS r5, sum(r_unknown) AS r0,
          min(error_ratio_min) AS x_min, max(error_ratio_max) AS x_max,
          sum(e_debug) AS e1, sum(e_info) AS e2, sum(e_warning) AS e3, sum(e_error) AS e4,
          sum(e_critical) AS e5, sum(e_fatal) AS e6, sum(e_unknown) AS e7, sum(e_other) AS e8,
          sum(latency_count) AS n, sum(latency_sum_micros) AS micros,
          sum(cpu_micros) AS cpu, min(cpu_min) AS cpu_min, max(cpu_max) AS cpu_max,
          sum(memory_readings) AS readings, sum(memory_sum_bytes) AS bytes, max(memory_max_bytes) AS peak
        FROM windows GROUP BY g
      )
      SELECT service, region, b, windows, events, q, q_min, q_max, r1, r2, r3, r4, r5, r0, x_min, x_max,
        e1, e2, e3, e4, e5, e6, e7, e8, n, micros, coalesce(bucket, '{}'), coalesce(hits, '{}'),
        cpu, cpu_min, cpu_max, readings, bytes, peak
      FROM sums LEFT JOIN histogram USING (g)
    $sql$, l.tab, l.finer) USING due, l.width;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION roll_up_summaries(starts timestamptz[]) RETURNS void
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  l record;
  due timestamptz[];
BEGIN
  FOR l IN SELECT * FROM level WHERE family IN ('activity', 'active_users') AND finer IS NOT NULL ORDER BY width LOOP
    due := buckets(l.tab, starts);
    PERFORM make_partitions(l.tab, due);
    EXECUTE format('DELETE FROM %I WHERE start = ANY ($1)', l.tab) USING due;
    IF l.family = 'activity' THEN
      EXECUTE format($sql$
        INSERT INTO %I SELECT b, sum(windows), sum(events), min(events_min), max(events_max),
          sum(users), min(users_min), max(users_max), sum(colonies), min(colonies_min), max(colonies_max),
          CASE WHEN count(tokens) = count(*) THEN sum(tokens) END
        FROM unnest($1) b, LATERAL (SELECT * FROM %I WHERE start >= b AND start < b + $2 OFFSET 0) f GROUP BY b
      $sql$, l.tab, l.finer) USING due, l.width;
    ELSE
      EXECUTE format($sql$
        INSERT INTO %I SELECT field, value, b, sum(windows), sum(users), min(users_min), max(users_max)
        FROM unnest($1) b, LATERAL (SELECT * FROM %I WHERE start >= b AND start < b + $2 OFFSET 0) f GROUP BY field, value, b
      $sql$, l.tab, l.finer) USING due, l.width;
    END IF;
  END LOOP;
END $$;

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
          sum(windows) AS windows, sum(events) AS events, min(events_min) AS low, max(events_max) AS peak
        FROM unnest($1) b, LATERAL (SELECT * FROM %1$I WHERE start >= b AND start < b + $2 OFFSET 0) f GROUP BY kind, id, b
      ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY kind, b ORDER BY events DESC, id) AS rank FROM sums
      ), kept AS (
        INSERT INTO %2$I SELECT kind, id, b, name, windows, events, low, peak FROM ranked WHERE rank <= $3
      ), named AS (
        SELECT kind, b, count(*) AS ids, sum(events) FILTER (WHERE rank <= $3) AS kept_events,
          count(*) FILTER (WHERE rank <= $3) AS kept_ids
        FROM ranked GROUP BY kind, b
      ), registers AS (
        SELECT kind, b, i, max(get_byte(sketch, i)) AS r
        FROM unnest($1) b, LATERAL (SELECT * FROM %3$I WHERE start >= b AND start < b + $2 OFFSET 0) f, generate_series(0, 4095) i
        GROUP BY kind, b, i
      ), sketches AS (
        SELECT kind, b, string_agg(set_byte('\x00', 0, r), '' ORDER BY i) AS sketch FROM registers GROUP BY kind, b
      ), totals AS (
        SELECT kind, b, sum(windows) AS windows, sum(events) AS events, bool_and(rest_ids = 0) AS exact
        FROM unnest($1) b, LATERAL (SELECT * FROM %3$I WHERE start >= b AND start < b + $2 OFFSET 0) f GROUP BY kind, b
      )
      INSERT INTO %4$I
      SELECT kind, b, t.windows, t.events, t.events - coalesce(kept_events, 0), d.n,
        greatest(d.n - coalesce(kept_ids, 0), 0), t.exact, sketch
      FROM totals t JOIN sketches USING (kind, b) LEFT JOIN named USING (kind, b),
        LATERAL (SELECT CASE WHEN t.exact THEN coalesce(named.ids, 0) ELSE greatest(estimate(sketch), named.ids) END AS n) d
    $sql$, 'top_' || below, 'top_' || suffix, 'totals_' || below, 'totals_' || suffix)
    USING due, span, top_limit;
  END LOOP;
END $$;

ALTER PROCEDURE put(jsonb, integer) SET work_mem = '64MB';
