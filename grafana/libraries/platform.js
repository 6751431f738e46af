/**
 * The platform of the test, at two moments: an hour of calm, and at the end of an hour with an incident. A gauge has a value for each;
 * a counter what it grows by in a second; `null` stands for a series that is not there.
 */
export const CALM = Date.parse("2026-01-31T11:00:00Z") / 1000;
export const INCIDENT = CALM + 3600;

const STEP = 15;
const BEGIN = CALM - 2 * 3600;
/** The incident begins five minutes after the calm moment. */
const TURN = CALM + 300;

const BOUNDS = ["0.1", "0.3", "1.2", "2.5", "10", "+Inf"];

/** Cumulative buckets of requests a second, calm and in the incident. */
const buckets = (name, labels, calm, incident) =>
  BOUNDS.map((le, i) => counter(`${name}_bucket`, { ...labels, le }, calm[i], incident[i])).concat(
    counter(`${name}_count`, labels, calm.at(-1), incident.at(-1)),
  );
const gauge = (name, labels, calm, incident) => ({ name, labels, calm, incident });
const counter = (name, labels, calm, incident) => ({ name, labels, calm, incident, isCounter: true });

const JOBS = ["UserActivityJob", "ServiceHealthJob", "EventCorrelationJob"];
const jobs = (name, calm, incident, labels = {}) =>
  JOBS.map((job_name, i) => gauge(name, { job_name, ...labels }, calm[i] ?? calm, incident[i] ?? incident));

const SERIES = [
  gauge("active_users", { platform: "web", country_code: "DE", region: "eu-west-1" }, 1200, 300),
  gauge("active_users", { platform: "ios", country_code: "US", region: "us-east-1" }, 800, 790),
  gauge("colony_activity", { colony_id: "c-1", colony_name: "Reef" }, 50, 50),
  gauge("colony_activity", { colony_id: "c-2", colony_name: "Atoll" }, 150, 20),
  gauge("colony_activity", { colony_id: "other", colony_name: "other" }, 800, 800),
  gauge("colony_tokens", { colony_id: "c-1", colony_name: "Reef" }, 9000, 9000),
  gauge("colony_tokens", { colony_id: "c-2", colony_name: "Atoll" }, 3000, 500),
  gauge("colony_tokens", { colony_id: "other", colony_name: "other" }, 20000, 20000),
  gauge("agent_tokens", { colony_id: "c-1", agent_id: "a-1", agent_name: "Scout" }, 7000, 7000),
  gauge("agent_tokens", { colony_id: "c-2", agent_id: "a-1", agent_name: "Miner" }, 2000, 400),
  gauge("agent_tokens", { colony_id: "other", agent_id: "other", agent_name: "other" }, 20000, 20000),
  counter("colony_created_total", {}, 0.01, 0),
  counter("agent_deployed_total", {}, 0.1, 0.1),
  counter("llm_tokens_total", { model: "large" }, 500, 500),
  counter("user_token_usage_total", { user_id: "u-1", username: "ann" }, 10, 10),
  counter("user_token_usage_total", { user_id: "u-2", username: "bob" }, 20, 20),
  counter("user_activity_events_total", { type: "message_sent" }, 40, 10),
  counter("session_duration_minutes_bucket", { le: "5.0" }, 0.01, 0.01),
  counter("session_duration_minutes_bucket", { le: "+Inf" }, 0.03, 0.03),
  counter("http_requests_total", { service: "shop", region: "eu-west-1", status_code: "200" }, 99, 60),
  counter("http_requests_total", { service: "shop", region: "eu-west-1", status_code: "503" }, 0, 40),
  counter("http_requests_total", { service: "llm-gateway", region: "us-east-1", status_code: "200" }, 1, 1),
  ...buckets(
    "http_request_duration_seconds",
    { service: "shop", region: "eu-west-1" },
    [50, 99, 99, 99, 99, 99],
    [10, 20, 40, 60, 90, 100],
  ),
  ...buckets(
    "http_request_duration_seconds",
    { service: "llm-gateway", region: "us-east-1" },
    [0, 0, 0, 1, 1, 1],
    [0, 0, 0, 1, 1, 1],
  ),
  counter("container_cpu_usage_seconds_total", { service: "shop", region: "eu-west-1" }, 2.5, 7.5),
  counter("container_cpu_usage_seconds_total", { service: "llm-gateway", region: "us-east-1" }, 1, 1),
  gauge("container_memory_working_set_bytes", { service: "shop", region: "eu-west-1" }, 2 ** 31, 2 ** 32),
  gauge("service_health", { service: "shop", region: "eu-west-1", state: "healthy" }, 1, null),
  gauge("service_health", { service: "shop", region: "eu-west-1", state: "unhealthy" }, null, 0),
  gauge("service_health", { service: "llm-gateway", region: "us-east-1", state: "healthy" }, 1, 1),
  ...buckets("web_vital_lcp_seconds", { platform: "web" }, [0, 0, 4, 4, 4, 4], [0, 0, 0, 4, 4, 4]),
  ...buckets("web_vital_inp_seconds", { platform: "web" }, [4, 4, 4, 4, 4, 4], [4, 4, 4, 4, 4, 4]),
  counter("client_errors_total", { platform: "web" }, 0.1, 5),
  // Recorded by the shipped rules, which tests of their own evaluate.
  gauge("service:apdex:rate5m", { service: "shop" }, 1, 0.3),
  gauge("service:apdex:rate5m", { service: "llm-gateway" }, 0.8, 0.8),
  gauge("service:error_budget:ratio", { service: "shop" }, 0.001, 0.001),
  gauge("service:error_budget:ratio", { service: "llm-gateway" }, 0.01, 0.01),
  gauge("service:http_request_errors:ratio_rate30d", { service: "shop" }, 0.0002, 0.0012),
  gauge("service:http_request_errors:ratio_rate30d", { service: "llm-gateway" }, 0, 0),
  gauge("service:http_request_errors:ratio_rate1h", { service: "shop" }, 0.0002, 0.4),
  gauge("service:http_request_errors:ratio_rate6h", { service: "shop" }, 0.0002, 0.07),
  gauge("service:http_request_slow:ratio_rate1h", { service: "shop" }, 0, 0.6),
  ...jobs("job:pending_records:sum", 12, [12, 250_000, 12]),
  ...jobs("job:watermark_delay_seconds:max", 11, [11, 310, 11]),
  ...jobs("job:records_read:rate1m", 50, 50),
  gauge("topic:events_unaccounted:sum", { topic: "user-activity" }, 4, 4),
  // The correlation job and its rules.
  gauge("cep_rules", { state: "active" }, 16, 16),
  counter("cep_matches_total", { rule: "error-burst", severity: "critical" }, 0, 0.001),
  counter("cep_matches_total", { rule: "slow", severity: "warning" }, 0.002, 0.002),
  gauge("cep_partial_matches", { rule: "error-burst" }, 40, 120_000),
  gauge("cep_incidents_open", { rule: "error-burst" }, 0, 1),
  gauge(
    "incident_begin_timestamp_seconds",
    {
      id: "i-1",
      severity: "critical",
      title: "Errors at shop",
      service: "shop",
      region: "eu-west-1",
      state: "needsSomeone",
    },
    null,
    INCIDENT - 600,
  ),
  gauge(
    "incident_begin_timestamp_seconds",
    {
      id: "i-2",
      severity: "warning",
      title: "Slow answers",
      service: "shop",
      region: "",
      state: "beingHandled",
    },
    null,
    INCIDENT - 1200,
  ),
  gauge("incidents_open", {}, 0, 2),
  // Flink, Prometheus's targets, the push server, jobs that end.
  gauge("up", { job: "flink", instance: "tm-1" }, 1, 1),
  gauge("up", { job: "flink", instance: "tm-2" }, 1, 0),
  gauge("up", { job: "push-server", instance: "push-1" }, 1, 1),
  gauge("scrape_samples_post_metric_relabeling", { job: "flink" }, 900, 900),
  gauge("flink_jobmanager_numRunningJobs", {}, 4, 3),
  ...jobs("flink_jobmanager_job_lastCheckpointCompletedTimestamp", (CALM - 8) * 1000, [
    (INCIDENT - 8) * 1000,
    (INCIDENT - 400) * 1000,
    (INCIDENT - 8) * 1000,
  ]),
  ...jobs("flink_jobmanager_job_lastCheckpointDuration", 250, 250),
  ...jobs("flink_jobmanager_job_lastCheckpointSize", 3 * 2 ** 20, 3 * 2 ** 20),
  ...jobs("flink_jobmanager_job_numRestarts", 0, [0, 3, 0]),
  ...jobs("flink_jobmanager_job_numberOfFailedCheckpoints", 0, [0, 2, 0]),
  ...jobs("flink_taskmanager_job_task_busyTimeMsPerSecond", 100, 990, { task_name: "counts" }),
  ...jobs("flink_taskmanager_job_task_backPressuredTimeMsPerSecond", 0, 500, { task_name: "counts" }),
  gauge("flink_taskmanager_Status_JVM_Memory_Heap_Used", { instance: "tm-1" }, 2 ** 30, 2 ** 30),
  gauge("flink_taskmanager_Status_JVM_Memory_Heap_Max", { instance: "tm-1" }, 2 ** 31, 2 ** 31),
  ...buckets("event_delay_seconds", {}, [40, 40, 40, 40, 40, 40], [0, 0, 0, 0, 40, 40]),
  counter("events_rejected_total", { topic: "user-activity", reason: "not_json" }, null, 0.01),
  counter("events_late_total", { topic: "user-activity", reason: "after_window" }, null, 0.02),
  gauge("push_heartbeat_age_seconds", { pipeline: "user-activity" }, 3, 90),
  gauge("push_connections", {}, 12, 12),
  counter("push_delivered_total", {}, 100, 100),
  counter("push_conflated_total", {}, 1, 1),
  counter("push_dropped_total", { reason: "slow" }, 0, 2),
  gauge("push_kafka_lag_records", { instance: "push-1" }, 0, 5000),
  ...buckets("push_delay_seconds", {}, [9, 9, 9, 9, 9, 9], [0, 0, 9, 9, 9, 9]),
  gauge("batch_last_success_timestamp_seconds", { job: "DailyReportJob" }, CALM - 36_000, CALM - 36_000),
  gauge("batch_duration_seconds", { job: "DailyReportJob" }, 42, 42),
];

/** All of it as OpenMetrics, a sample each 15 s. */
export function openMetrics() {
  return `${[...new Set(SERIES.map(({ name }) => name))].flatMap(metric).join("\n")}\n# EOF\n`;
}

function metric(name) {
  return [`# TYPE ${name} unknown`, ...SERIES.filter((one) => one.name === name).flatMap(samples)];
}

function samples({ name, labels, calm, incident, isCounter }) {
  const lines = [];
  const text = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  let sum = 0;
  for (let time = BEGIN; time <= INCIDENT + STEP; time += STEP) {
    const value = time <= TURN ? calm : incident;
    sum += (value ?? 0) * STEP;
    if (value !== null) lines.push(`${name}{${text}} ${isCounter ? sum : value} ${time}`);
  }
  return lines;
}
