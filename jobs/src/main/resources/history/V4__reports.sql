-- Reports: the figures of whole local days and weeks, written by DailyReportJob and read by digests.

CREATE TABLE reports (
  kind        text NOT NULL CHECK (kind IN ('day', 'week')),
  zone        text NOT NULL,
  day         date NOT NULL,
  start       timestamptz NOT NULL,
  until       timestamptz NOT NULL CHECK (until > start),
  computed_at timestamptz NOT NULL DEFAULT now(),
  figures     jsonb NOT NULL,
  PRIMARY KEY (kind, zone, day)
);
COMMENT ON TABLE reports IS 'Figures of a local day, or of the seven local days from day on, in a time zone';

-- Writes one report. The same period again replaces it.
CREATE PROCEDURE put_report(report jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = history, pg_temp AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  INSERT INTO reports (kind, zone, day, start, until, figures)
  VALUES (report->>'kind', report->>'zone', (report->>'day')::date,
    to_timestamp((report->>'start')::bigint), to_timestamp((report->>'until')::bigint), report->'figures')
  ON CONFLICT (kind, zone, day) DO UPDATE SET
    start = excluded.start, until = excluded.until, computed_at = now(), figures = excluded.figures;
END $$;

REVOKE ALL ON PROCEDURE put_report(jsonb) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE put_report(jsonb) TO history_writer;
GRANT SELECT ON reports TO history_reader;
