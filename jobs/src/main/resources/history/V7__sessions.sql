-- Durations of sessions, by the window in which they were over: how many are no longer than le minutes, as a histogram
-- of Prometheus counts them. Counts of windows add up, so roll-ups are sums.

INSERT INTO level (tab, family, name, width, finer, span, keep)
SELECT replace(tab, 'activity', 'sessions'), 'sessions', name, width, replace(finer, 'activity', 'sessions'), span, keep
FROM level WHERE family = 'activity' ORDER BY width;

DO $$
DECLARE
  suffix text;
BEGIN
  FOREACH suffix IN ARRAY ARRAY['5m', '1h', '1d'] LOOP
    EXECUTE format($sql$
      CREATE TABLE sessions_%1$s (
        platform text NOT NULL,
        le       text NOT NULL,
        start    timestamptz NOT NULL,
        windows  integer NOT NULL,
        sessions bigint NOT NULL,
        PRIMARY KEY (platform, le, start)
      ) PARTITION BY RANGE (start);
      CREATE INDEX ON sessions_%1$s (start);
      COMMENT ON TABLE sessions_%1$s IS 'Sessions that were over, no longer than le minutes; an empty platform is the sum over all';
      GRANT SELECT ON sessions_%1$s TO history_reader;
    $sql$, suffix);
  END LOOP;
END $$;

-- Each element is all that is known of one window, so it replaces what was there.
CREATE FUNCTION put_sessions(batch jsonb) RETURNS timestamptz[]
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  oldest timestamptz := (SELECT horizon FROM level WHERE tab = 'sessions_5m');
  starts timestamptz[] := ARRAY(
    SELECT DISTINCT t FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t
    WHERE t >= oldest);
BEGIN
  PERFORM make_partitions('sessions_5m', starts);
  DELETE FROM sessions_5m WHERE start = ANY (starts);
  INSERT INTO sessions_5m
  SELECT coalesce(p.key, ''), b.key, t, 1, sum(b.value::bigint)
  FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t,
    jsonb_each(r->'sessionsBy'->'platform') p, jsonb_each_text(p.value) b
  WHERE t = ANY (starts)
  GROUP BY GROUPING SETS ((t, b.key), (t, b.key, p.key));
  RETURN starts;
END $$;

CREATE FUNCTION roll_up_sessions(starts timestamptz[]) RETURNS void
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  l record;
  due timestamptz[];
BEGIN
  FOR l IN SELECT * FROM level WHERE family = 'sessions' AND finer IS NOT NULL ORDER BY width LOOP
    due := buckets(l.tab, starts);
    PERFORM make_partitions(l.tab, due);
    EXECUTE format('DELETE FROM %I WHERE start = ANY ($1)', l.tab) USING due;
    EXECUTE format($sql$
      INSERT INTO %I SELECT platform, le, b, sum(windows), sum(sessions)
      FROM unnest($1) b, LATERAL (SELECT * FROM %I WHERE start >= b AND start < b + $2 OFFSET 0) f GROUP BY platform, le, b
    $sql$, l.tab, l.finer) USING due, l.width;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION put_sessions(jsonb), roll_up_sessions(timestamptz[]) FROM PUBLIC;

-- As before, and sessions.
CREATE OR REPLACE PROCEDURE put(batch jsonb, top_limit integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = history, pg_temp SET timezone = 'UTC' SET work_mem = '64MB' AS $$
DECLARE
  partitions bigint := (SELECT count(*) FROM partition);
BEGIN
  -- What was acknowledged is not sent again: it must outlive a crash, whatever the server's default.
  PERFORM set_config('synchronous_commit', 'on', true);
  PERFORM pg_advisory_xact_lock(hashtext('history.put'));
  IF batch ? 'summaries' THEN
    PERFORM roll_up_summaries(put_summaries(batch->'summaries'));
  END IF;
  IF batch ? 'sessions' THEN
    PERFORM roll_up_sessions(put_sessions(batch->'sessions'));
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
