-- Who writes and who reads history. The two groups get their rights with the tables.
CREATE ROLE history_writer NOLOGIN;
CREATE ROLE history_reader NOLOGIN;
CREATE ROLE history_job LOGIN IN ROLE history_writer;
CREATE ROLE report_job LOGIN IN ROLE history_reader, history_writer;
CREATE ROLE push_server LOGIN IN ROLE history_reader;
CREATE ROLE grafana LOGIN IN ROLE history_reader;
ALTER ROLE grafana SET statement_timeout = '30s';
