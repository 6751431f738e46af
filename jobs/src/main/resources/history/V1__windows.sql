-- Finished windows and their roll-ups. Every write goes through the procedure put; see history.md.
-- Times are the begin of a window or bucket, UTC. A row's mean of an amount is its sum by windows.

CREATE TABLE level (
  tab      text PRIMARY KEY,
  family   text NOT NULL,
  name     text NOT NULL,
  width    interval NOT NULL,
  finer    text REFERENCES level,
  span     text NOT NULL CHECK (span IN ('day', 'month', 'year')),
  keep     interval NOT NULL,
  -- Rows before it were dropped, and are not written again: their roll-ups would lose the others.
  horizon  timestamptz NOT NULL DEFAULT '-infinity'
);
COMMENT ON TABLE level IS 'The tables of windows: one for each family and width. span is the length of a partition';

INSERT INTO level (tab, family, name, width, finer, span, keep) VALUES
  ('activity_5m',     'activity',     '5m', '5 min',  NULL,              'day',   '30 d'),
  ('activity_1h',     'activity',     '1h', '1 hour', 'activity_5m',     'month', '400 d'),
  ('activity_1d',     'activity',     '1d', '1 day',  'activity_1h',     'year',  '3650 d'),
  ('active_users_5m', 'active_users', '5m', '5 min',  NULL,              'day',   '30 d'),
  ('active_users_1h', 'active_users', '1h', '1 hour', 'active_users_5m', 'month', '400 d'),
  ('active_users_1d', 'active_users', '1d', '1 day',  'active_users_1h', 'year',  '3650 d'),
  ('top_5m',          'top',          '5m', '5 min',  NULL,              'day',   '30 d'),
  ('top_1h',          'top',          '1h', '1 hour', 'top_5m',          'month', '400 d'),
  ('top_1d',          'top',          '1d', '1 day',  'top_1h',          'year',  '3650 d'),
  ('totals_5m',       'totals',       '5m', '5 min',  NULL,              'day',   '30 d'),
  ('totals_1h',       'totals',       '1h', '1 hour', 'totals_5m',       'month', '400 d'),
  ('totals_1d',       'totals',       '1d', '1 day',  'totals_1h',       'year',  '3650 d'),
  ('services_1m',     'services',     '1m', '1 min',  NULL,              'day',   '7 d'),
  ('services_5m',     'services',     '5m', '5 min',  'services_1m',     'day',   '30 d'),
  ('services_1h',     'services',     '1h', '1 hour', 'services_5m',     'month', '400 d'),
  ('services_1d',     'services',     '1d', '1 day',  'services_1h',     'year',  '3650 d');

CREATE TABLE partition (
  name   text PRIMARY KEY,
  tab    text NOT NULL REFERENCES level,
  since  timestamptz NOT NULL,
  until  timestamptz NOT NULL
);
COMMENT ON TABLE partition IS 'The partitions that exist';

DO $$
DECLARE
  suffix text;
BEGIN
  FOREACH suffix IN ARRAY ARRAY['5m', '1h', '1d'] LOOP
    EXECUTE format($sql$
      CREATE TABLE activity_%1$s (
        start        timestamptz PRIMARY KEY,
        windows      integer NOT NULL,
        events       bigint NOT NULL,
        events_min   bigint NOT NULL,
        events_max   bigint NOT NULL,
        users        bigint NOT NULL,
        users_min    bigint NOT NULL,
        users_max    bigint NOT NULL,
        colonies     bigint NOT NULL,
        colonies_min bigint NOT NULL,
        colonies_max bigint NOT NULL
      ) PARTITION BY RANGE (start);
      CREATE TABLE active_users_%1$s (
        field        text NOT NULL,
        value        text NOT NULL,
        start        timestamptz NOT NULL,
        windows      integer NOT NULL,
        users        bigint NOT NULL,
        users_min    bigint NOT NULL,
        users_max    bigint NOT NULL,
        PRIMARY KEY (field, value, start)
      ) PARTITION BY RANGE (start);
      CREATE INDEX ON active_users_%1$s (start);
      CREATE TABLE top_%1$s (
        kind         text NOT NULL,
        id           text NOT NULL,
        start        timestamptz NOT NULL,
        name         text,
        windows      integer NOT NULL,
        events       bigint NOT NULL,
        events_min   bigint NOT NULL,
        events_max   bigint NOT NULL,
        PRIMARY KEY (kind, id, start)
      ) PARTITION BY RANGE (start);
      CREATE INDEX ON top_%1$s (start, kind);
      CREATE TABLE totals_%1$s (
        kind         text NOT NULL,
        start        timestamptz NOT NULL,
        windows      integer NOT NULL,
        events       bigint NOT NULL,
        rest_events  bigint NOT NULL,
        ids          bigint NOT NULL,
        rest_ids     bigint NOT NULL,
        exact        boolean NOT NULL,
        sketch       bytea NOT NULL,
        PRIMARY KEY (kind, start)
      ) PARTITION BY RANGE (start);
      COMMENT ON TABLE activity_%1$s IS 'Summaries; users and colonies are sums over the windows';
      COMMENT ON TABLE active_users_%1$s IS 'Users by the value of a field; users is a sum over the windows';
      COMMENT ON TABLE top_%1$s IS 'Events of the users and colonies that have most';
      COMMENT ON TABLE totals_%1$s IS 'All users, all colonies: rest_events are those of ids that top has not; ids are distinct, an estimate with a standard error of 1.6 %% where not exact';
    $sql$, suffix);
  END LOOP;
  FOREACH suffix IN ARRAY ARRAY['1m', '5m', '1h', '1d'] LOOP
    EXECUTE format($sql$
      CREATE TABLE services_%1$s (
        service            text NOT NULL,
        region             text NOT NULL,
        start              timestamptz NOT NULL,
        windows            integer NOT NULL,
        events             bigint NOT NULL,
        requests           bigint NOT NULL,
        requests_min       bigint NOT NULL,
        requests_max       bigint NOT NULL,
        r1xx               bigint NOT NULL,
        r2xx               bigint NOT NULL,
        r3xx               bigint NOT NULL,
        r4xx               bigint NOT NULL,
        r5xx               bigint NOT NULL,
        r_unknown          bigint NOT NULL,
        error_ratio_min    double precision,
        error_ratio_max    double precision,
        e_debug            bigint NOT NULL,
        e_info             bigint NOT NULL,
        e_warning          bigint NOT NULL,
        e_error            bigint NOT NULL,
        e_critical         bigint NOT NULL,
        e_fatal            bigint NOT NULL,
        e_unknown          bigint NOT NULL,
        e_other            bigint NOT NULL,
        latency_count      bigint NOT NULL,
        latency_sum_micros bigint NOT NULL,
        bucket             integer[] NOT NULL,
        hits               bigint[] NOT NULL,
        cpu_micros         bigint NOT NULL,
        cpu_min            bigint NOT NULL,
        cpu_max            bigint NOT NULL,
        memory_readings    bigint NOT NULL,
        memory_sum_bytes   numeric NOT NULL,
        memory_max_bytes   bigint NOT NULL,
        PRIMARY KEY (service, region, start)
      ) PARTITION BY RANGE (start);
      CREATE INDEX ON services_%1$s (start);
      COMMENT ON TABLE services_%1$s IS 'Services by region; an empty service or region is the sum over all. bucket i holds durations above 1.02^(i-1) up to 1.02^i ms, hits their number';
    $sql$, suffix);
  END LOOP;
END $$;

CREATE TABLE incidents (
  id           text PRIMARY KEY,
  type         text NOT NULL,
  title        text NOT NULL,
  source       text NOT NULL,
  state        text,
  resolution   text,
  started_at   timestamptz NOT NULL,
  last_seen_at timestamptz,
  resolved_at  timestamptz,
  sightings    bigint NOT NULL,
  service      text,
  region       text,
  record       jsonb NOT NULL
);
CREATE INDEX ON incidents (started_at);
COMMENT ON TABLE incidents IS 'Notifications of type warning and critical, each in its newest state';
