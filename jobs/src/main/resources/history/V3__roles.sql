-- Least rights: a login that is granted history_writer may write windows and read nothing; one that
-- is granted history_reader may read everything and write nothing.
DO $$
DECLARE
  missing text;
BEGIN
  FOREACH missing IN ARRAY ARRAY['history_writer', 'history_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = missing) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', missing);
    END IF;
  END LOOP;
END $$;

REVOKE ALL ON ALL ROUTINES IN SCHEMA history FROM PUBLIC;
GRANT USAGE ON SCHEMA history TO history_writer, history_reader;
GRANT EXECUTE ON PROCEDURE put(jsonb, integer), keep(jsonb) TO history_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA history TO history_reader;
