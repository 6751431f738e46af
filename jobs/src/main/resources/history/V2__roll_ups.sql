-- How windows are written and added up. A roll-up is made again from the level below, within the
-- transaction that wrote there: so it is exact whatever was repeated or corrected.

-- Makes the partitions of a table for these times; true if one was made.
CREATE FUNCTION make_partitions(target text, starts timestamptz[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  unit text := (SELECT span FROM level WHERE tab = target);
  first timestamptz;
  part text;
  made boolean := false;
BEGIN
  FOR first IN SELECT DISTINCT date_trunc(unit, s) FROM unnest(starts) s LOOP
    part := target || '_p' || to_char(first, 'YYYYMMDD');
    IF NOT EXISTS (SELECT FROM partition WHERE name = part) THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        part, target, first, first + ('1 ' || unit)::interval);
      INSERT INTO partition VALUES (part, target, first, first + ('1 ' || unit)::interval);
      made := true;
    END IF;
  END LOOP;
  RETURN made;
END $$;

-- Drops the partitions that are older than their level keeps, measured from the newest of the table.
CREATE FUNCTION drop_old_partitions() RETURNS void
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  old record;
BEGIN
  FOR old IN
    SELECT p.name, p.tab, p.until FROM partition p JOIN level l USING (tab)
    WHERE p.until < (SELECT max(n.until) FROM partition n WHERE n.tab = p.tab) - l.keep
  LOOP
    EXECUTE format('DROP TABLE %I', old.name);
    DELETE FROM partition WHERE name = old.name;
    UPDATE level SET horizon = greatest(horizon, old.until) WHERE tab = old.tab;
  END LOOP;
END $$;

-- The buckets of a level that these times fall into.
CREATE FUNCTION buckets(target text, starts timestamptz[]) RETURNS timestamptz[]
LANGUAGE sql STABLE SET search_path = history, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT date_bin(l.width, s, 'epoch')), '{}')
  FROM level l, unnest(starts) s WHERE l.tab = target
$$;

-- The distinct values that a sketch of 4,096 registers has seen (HyperLogLog, Flajolet et al. 2007,
-- with linear counting for few). Standard error 1.6 %.
CREATE FUNCTION estimate(sketch bytea) RETURNS bigint
LANGUAGE sql IMMUTABLE SET search_path = history, pg_temp AS $$
  SELECT CASE
    WHEN zeros > 0 AND raw <= 2.5 * 4096 THEN round(4096 * ln(4096.0 / zeros))
    ELSE round(raw::numeric) END::bigint
  FROM (
    SELECT 0.7213 / (1 + 1.079 / 4096) * 4096 * 4096 / sum(power(2::float8, -r)) AS raw,
      count(*) FILTER (WHERE r = 0) AS zeros
    FROM (SELECT get_byte(sketch, i) AS r FROM generate_series(0, 4095) i) registers
  ) sums
$$;

CREATE FUNCTION put_summaries(batch jsonb) RETURNS timestamptz[]
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  oldest timestamptz := (SELECT max(horizon) FROM level WHERE tab IN ('activity_5m', 'active_users_5m'));
  starts timestamptz[] := ARRAY(
    SELECT DISTINCT t FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t
    WHERE t >= oldest);
BEGIN
  PERFORM make_partitions('activity_5m', starts), make_partitions('active_users_5m', starts);
  INSERT INTO activity_5m
  SELECT t, 1, e, e, e, u, u, u, c, c, c
  FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t,
    LATERAL (SELECT (r->>'events')::bigint e, (r->>'activeUsers')::bigint u, (r->>'activeColonies')::bigint c) v
  WHERE t = ANY (starts)
  ON CONFLICT (start) DO UPDATE SET
    events = excluded.events, events_min = excluded.events, events_max = excluded.events,
    users = excluded.users, users_min = excluded.users, users_max = excluded.users,
    colonies = excluded.colonies, colonies_min = excluded.colonies, colonies_max = excluded.colonies;
  DELETE FROM active_users_5m WHERE start = ANY (starts);
  INSERT INTO active_users_5m
  SELECT f.key, v.key, t, 1, v.value::bigint, v.value::bigint, v.value::bigint
  FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t,
    jsonb_each(r->'activeUsersBy') f, jsonb_each_text(f.value) v
  WHERE t = ANY (starts);
  RETURN starts;
END $$;

CREATE FUNCTION roll_up_summaries(starts timestamptz[]) RETURNS void
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
          sum(users), min(users_min), max(users_max), sum(colonies), min(colonies_min), max(colonies_max)
        FROM unnest($1) b JOIN %I f ON f.start >= b AND f.start < b + $2 GROUP BY b
      $sql$, l.tab, l.finer) USING due, l.width;
    ELSE
      EXECUTE format($sql$
        INSERT INTO %I SELECT field, value, b, sum(windows), sum(users), min(users_min), max(users_max)
        FROM unnest($1) b JOIN %I f ON f.start >= b AND f.start < b + $2 GROUP BY field, value, b
      $sql$, l.tab, l.finer) USING due, l.width;
    END IF;
  END LOOP;
END $$;

-- Each element is all that is known of one kind in one window, so it replaces what was there.
CREATE FUNCTION put_tops(batch jsonb) RETURNS timestamptz[]
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
  SELECT r->>'kind', e->>0, t, e->>1, 1, (e->>2)::bigint, (e->>2)::bigint, (e->>2)::bigint
  FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t,
    jsonb_array_elements(r->'top') e
  WHERE t = ANY (starts);
  DELETE FROM totals_5m o USING jsonb_array_elements(batch) r
  WHERE o.kind = r->>'kind' AND o.start = to_timestamp((r->>'start')::bigint / 1000.0);
  INSERT INTO totals_5m
  SELECT r->>'kind', t, 1, (r->>'events')::bigint, (r->>'restEvents')::bigint,
    (r->>'ids')::bigint, (r->>'restIds')::bigint, true, decode(r->>'sketch', 'hex')
  FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t
  WHERE t = ANY (starts);
  RETURN starts;
END $$;

CREATE FUNCTION roll_up_tops(starts timestamptz[], top_limit integer) RETURNS void
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
        FROM unnest($1) b JOIN %1$I f ON f.start >= b AND f.start < b + $2 GROUP BY kind, id, b
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
        FROM unnest($1) b JOIN %3$I f ON f.start >= b AND f.start < b + $2, generate_series(0, 4095) i
        GROUP BY kind, b, i
      ), sketches AS (
        SELECT kind, b, string_agg(set_byte('\x00', 0, r), '' ORDER BY i) AS sketch FROM registers GROUP BY kind, b
      ), totals AS (
        SELECT kind, b, sum(windows) AS windows, sum(events) AS events, bool_and(rest_ids = 0) AS exact
        FROM unnest($1) b JOIN %3$I f ON f.start >= b AND f.start < b + $2 GROUP BY kind, b
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

CREATE FUNCTION put_services(batch jsonb) RETURNS timestamptz[]
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
  WITH histogram AS (
    SELECT start, service, region, array_agg(i ORDER BY i) AS bucket, array_agg(n ORDER BY i) AS hits
    FROM (
      SELECT start, coalesce(service, '') AS service, coalesce(region, '') AS region, u.i, sum(u.n)::bigint AS n
      FROM services_1m, unnest(bucket, hits) u(i, n) WHERE start = ANY (starts)
      GROUP BY GROUPING SETS ((start, u.i), (start, service, u.i), (start, region, u.i))
    ) each_bucket GROUP BY start, service, region
  ), sums AS (
    SELECT start, coalesce(service, '') AS service, coalesce(region, '') AS region, sum(events) AS events,
      sum(requests) AS q, sum(r1xx) AS r1, sum(r2xx) AS r2, sum(r3xx) AS r3, sum(r4xx) AS r4, sum(r5xx) AS r5,
      sum(r_unknown) AS r0, sum(e_debug) AS e1, sum(e_info) AS e2, sum(e_warning) AS e3, sum(e_error) AS e4,
      sum(e_critical) AS e5, sum(e_fatal) AS e6, sum(e_unknown) AS e7, sum(e_other) AS e8,
      sum(latency_count) AS n, sum(latency_sum_micros) AS micros, sum(cpu_micros) AS cpu,
      sum(memory_readings) AS readings, sum(memory_sum_bytes) AS bytes, max(memory_max_bytes) AS peak
    FROM services_1m WHERE start = ANY (starts)
    GROUP BY GROUPING SETS ((start), (start, service), (start, region))
  )
  SELECT service, region, start, 1, events, q, q, q, r1, r2, r3, r4, r5, r0,
    r5::float8 / nullif(q, 0), r5::float8 / nullif(q, 0), e1, e2, e3, e4, e5, e6, e7, e8,
    n, micros, coalesce(bucket, '{}'), coalesce(hits, '{}'), cpu, cpu, cpu, readings, bytes, peak
  FROM sums LEFT JOIN histogram USING (start, service, region);
  RETURN starts;
END $$;

CREATE FUNCTION roll_up_services(starts timestamptz[]) RETURNS void
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
      WITH histogram AS (
        SELECT b, service, region, array_agg(i ORDER BY i) AS bucket, array_agg(n ORDER BY i) AS hits
        FROM (
          SELECT b, service, region, u.i, sum(u.n)::bigint AS n
          FROM unnest($1) b JOIN %2$I f ON f.start >= b AND f.start < b + $2, unnest(f.bucket, f.hits) u(i, n)
          GROUP BY b, service, region, u.i
        ) each_bucket GROUP BY b, service, region
      ), sums AS (
        SELECT b, service, region, sum(windows) AS windows, sum(events) AS events,
          sum(requests) AS q, min(requests_min) AS q_min, max(requests_max) AS q_max,
          sum(r1xx) AS r1, sum(r2xx) AS r2, sum(r3xx) AS r3, sum(r4xx) AS r4, sum(r5xx) AS r5, sum(r_unknown) AS r0,
          min(error_ratio_min) AS x_min, max(error_ratio_max) AS x_max,
          sum(e_debug) AS e1, sum(e_info) AS e2, sum(e_warning) AS e3, sum(e_error) AS e4,
          sum(e_critical) AS e5, sum(e_fatal) AS e6, sum(e_unknown) AS e7, sum(e_other) AS e8,
          sum(latency_count) AS n, sum(latency_sum_micros) AS micros,
          sum(cpu_micros) AS cpu, min(cpu_min) AS cpu_min, max(cpu_max) AS cpu_max,
          sum(memory_readings) AS readings, sum(memory_sum_bytes) AS bytes, max(memory_max_bytes) AS peak
        FROM unnest($1) b JOIN %2$I f ON f.start >= b AND f.start < b + $2 GROUP BY b, service, region
      )
      SELECT service, region, b, windows, events, q, q_min, q_max, r1, r2, r3, r4, r5, r0, x_min, x_max,
        e1, e2, e3, e4, e5, e6, e7, e8, n, micros, coalesce(bucket, '{}'), coalesce(hits, '{}'),
        cpu, cpu_min, cpu_max, readings, bytes, peak
      FROM sums LEFT JOIN histogram USING (b, service, region)
    $sql$, l.tab, l.finer) USING due, l.width;
  END LOOP;
END $$;

CREATE FUNCTION put_incidents(batch jsonb) RETURNS void
LANGUAGE sql SET search_path = history, pg_temp AS $$
  INSERT INTO incidents
  SELECT r->>'id', r->>'type', r->>'title', r->>'source', r->>'state', r->>'resolution',
    to_timestamp((r->>'timestamp')::bigint / 1000.0), to_timestamp((r->>'lastSeenAt')::bigint / 1000.0),
    to_timestamp((r->>'resolvedAt')::bigint / 1000.0), coalesce((r->>'count')::bigint, 1),
    r->'context'->>'service', r->'context'->>'region', r
  FROM jsonb_array_elements(batch) r
  ON CONFLICT (id) DO UPDATE SET
    type = excluded.type, title = excluded.title, source = excluded.source, state = excluded.state,
    resolution = excluded.resolution, started_at = excluded.started_at, last_seen_at = excluded.last_seen_at,
    resolved_at = excluded.resolved_at, sightings = excluded.sightings, service = excluded.service,
    region = excluded.region, record = excluded.record
$$;

-- Writes a batch: arrays of records under summaries, tops, services and incidents, each key once.
-- Writers take turns, so that none adds up what another has not committed.
CREATE PROCEDURE put(batch jsonb, top_limit integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  partitions bigint := (SELECT count(*) FROM partition);
BEGIN
  -- What was acknowledged is not sent again: it must outlive a crash, whatever the server's default.
  PERFORM set_config('synchronous_commit', 'on', true);
  PERFORM pg_advisory_xact_lock(hashtext('history.put'));
  IF batch ? 'summaries' THEN
    PERFORM roll_up_summaries(put_summaries(batch->'summaries'));
  END IF;
  IF batch ? 'tops' THEN
    PERFORM roll_up_tops(put_tops(batch->'tops'), top_limit);
  END IF;
  IF batch ? 'services' THEN
    PERFORM roll_up_services(put_services(batch->'services'));
  END IF;
  IF batch ? 'incidents' THEN
    PERFORM put_incidents(batch->'incidents');
  END IF;
  IF (SELECT count(*) FROM partition) > partitions THEN
    PERFORM drop_old_partitions();
  END IF;
END $$;

-- How long each level keeps its rows, in seconds by its name, as {"5m": 2592000}.
CREATE PROCEDURE keep(seconds jsonb)
LANGUAGE sql SECURITY DEFINER SET search_path = history, pg_temp AS $$
  UPDATE level SET keep = make_interval(secs => (seconds->>name)::double precision)
  WHERE seconds ? name AND keep <> make_interval(secs => (seconds->>name)::double precision)
$$;
