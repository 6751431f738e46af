-- Tokens of windows: null unless each window of the row has them, which those of earlier versions have not.

ALTER TABLE activity_5m ADD COLUMN tokens bigint;
ALTER TABLE activity_1h ADD COLUMN tokens bigint;
ALTER TABLE activity_1d ADD COLUMN tokens bigint;

CREATE OR REPLACE FUNCTION put_summaries(batch jsonb) RETURNS timestamptz[]
LANGUAGE plpgsql SET search_path = history, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  oldest timestamptz := (SELECT max(horizon) FROM level WHERE tab IN ('activity_5m', 'active_users_5m'));
  starts timestamptz[] := ARRAY(
    SELECT DISTINCT t FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t
    WHERE t >= oldest);
BEGIN
  PERFORM make_partitions('activity_5m', starts), make_partitions('active_users_5m', starts);
  INSERT INTO activity_5m
  SELECT t, 1, e, e, e, u, u, u, c, c, c, (r->>'tokens')::bigint
  FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t,
    LATERAL (SELECT (r->>'events')::bigint e, (r->>'activeUsers')::bigint u, (r->>'activeColonies')::bigint c) v
  WHERE t = ANY (starts)
  ON CONFLICT (start) DO UPDATE SET
    events = excluded.events, events_min = excluded.events, events_max = excluded.events,
    users = excluded.users, users_min = excluded.users, users_max = excluded.users,
    colonies = excluded.colonies, colonies_min = excluded.colonies, colonies_max = excluded.colonies,
    tokens = excluded.tokens;
  DELETE FROM active_users_5m WHERE start = ANY (starts);
  INSERT INTO active_users_5m
  SELECT f.key, v.key, t, 1, v.value::bigint, v.value::bigint, v.value::bigint
  FROM jsonb_array_elements(batch) r, to_timestamp((r->>'start')::bigint / 1000.0) t,
    jsonb_each(r->'activeUsersBy') f, jsonb_each_text(f.value) v
  WHERE t = ANY (starts);
  RETURN starts;
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
