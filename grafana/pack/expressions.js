import { within } from "./objectives.js";

/** Every PromQL and LogQL expression that the dashboards ask, each once. */

const IN_SERVICE = 'service=~"$service"';
const IN_PLACE = 'service=~"$service", region=~"$region"';
const IN_JOB = 'job_name=~"$job_name"';
const FIRING = 'alertstate="firing", alertname!="Watchdog"';

/** What is open of a severity. */
const open = (severity) =>
  `incident_begin_timestamp_seconds{severity="${severity}"} or (ALERTS{${FIRING}, severity="${severity}"} unless on () incidents_open)`;

/** With numbers for severities. */
const ranked = (expr) =>
  Object.entries({ critical: 2, warning: 1 }).reduce(
    (inner, [severity, rank]) => `label_replace(${inner}, "severity", "${rank}", "severity", "${severity}")`,
    expr,
  );

/** A task's name is all that is chained in it: its beginning is enough to know it. */
const worstTask = (metric) =>
  `max by (task) (label_replace(${metric}{${IN_JOB}}, "task", "$1", "task_name", "(.{1,40}).*")) / 1000`;

/** An error ratio that is 0, not absent, while there are no errors. */
const errorRatio = (matchers, by = "") => {
  const all = `sum${by}(rate(http_requests_total{${matchers}}[$__rate_interval]))`;
  const failed = `sum${by}(rate(http_requests_total{${matchers ? `${matchers}, ` : ""}status_code=~"5.."}[$__rate_interval]))`;
  return `(${failed} or 0 * ${all}) / ${all}`;
};

const quantile = (q, matchers) =>
  `histogram_quantile(${q}, sum by (le) (rate(http_request_duration_seconds_bucket{${matchers}}[$__rate_interval])))`;

export const platform = {
  up: 'avg(up{job=~".*"}) * 100',
  upByJob: 'min by (job) (up{job=~".*"})',
  /** 2 while something critical is open, 1 while a warning is, else 0; alerts count too while no push server is scraped. */
  status: `(count(${open("critical")}) > bool 0) * 2 or (count(${open("warning")}) > bool 0) or vector(0)`,
  /**
   * Incidents of the push server, or, while none is scraped, alerts that fire; the value is when it began, in
   * milliseconds, and the severity a number, so that the worst comes first.
   */
  incidents: ranked(
    `max by (id, severity, title, service, region, state) (incident_begin_timestamp_seconds) * 1000 or ` +
      `(label_replace(ALERTS_FOR_STATE{alertname!="Watchdog"} * 1000 and ignoring(alertstate) ALERTS{${FIRING}}, "title", "$1", "alertname", "(.*)") unless on () incidents_open)`,
  ),
  requestRate: "sum(rate(http_requests_total[$__rate_interval]))",
  requestRateBefore: "sum(rate(http_requests_total[$__rate_interval] offset 1h))",
  errorRate: errorRatio(""),
  cpuByRegion: "sum by (region) (rate(container_cpu_usage_seconds_total[$__rate_interval]))",
};

export const users = {
  active: "sum(active_users)",
  byCountry: "sum by (country_code, region) (active_users)",
  byPlatform: "sum by (platform) (active_users)",
  coloniesCreated: "sum(increase(colony_created_total[1h]))",
  agentsDeployed: "sum(increase(agent_deployed_total[1h]))",
  tokens: "sum(increase(llm_tokens_total[1h]))",
  tokensByModel: "sum by (model) (rate(llm_tokens_total[$__rate_interval]))",
  eventsByType: "sum by (type) (rate(user_activity_events_total[$__rate_interval]))",
  sessions: "sum by (le) (increase(session_duration_minutes_bucket[24h]))",
  topColonies: 'topk(10, sum by (colony_id, colony_name) (colony_activity{colony_id!="other"}))',
  topSpenders: 'topk(10, sum by (colony_id, colony_name) (colony_tokens{colony_id!="other"}))',
  topAgents: 'topk(10, sum by (colony_id, agent_id, agent_name) (agent_tokens{agent_id!="other"}))',
  topUsers: 'topk(10, sum by (user_id, username) (increase(user_token_usage_total{user_id!="other"}[24h])))',
  feed: '{job="user-activity"} |~ ".*" | json | line_format "{{.who}} {{.what}} · {{.where}}"',
};

export const services = {
  rate: `sum by (service) (rate(http_requests_total{${IN_PLACE}}[$__rate_interval]))`,
  errors: errorRatio(IN_PLACE, " by (service) "),
  byCode: `sum by (status_code) (rate(http_requests_total{${IN_PLACE}}[$__rate_interval]))`,
  heatmap: `sum by (le) (increase(http_request_duration_seconds_bucket{${IN_SERVICE}}[$__rate_interval]))`,
  p50: quantile(0.5, IN_SERVICE),
  p95: quantile(0.95, IN_SERVICE),
  p99: quantile(0.99, IN_SERVICE),
  /** Buckets are cumulative: both halves add up to satisfied plus half of the tolerating. */
  apdex:
    `(${within((o) => o.apdex, IN_SERVICE, "$__rate_interval")} + ` +
    `${within((o) => 4 * o.apdex, IN_SERVICE, "$__rate_interval")}) / 2 / ` +
    `sum(rate(http_request_duration_seconds_count{${IN_SERVICE}}[$__rate_interval]))`,
  apdexByService: `service:apdex:rate5m{${IN_SERVICE}}`,
  budgetLeft: `1 - service:http_request_errors:ratio_rate30d{${IN_SERVICE}} / on (service) service:error_budget:ratio`,
  burn1h: `service:http_request_errors:ratio_rate1h{${IN_SERVICE}} / on (service) service:error_budget:ratio`,
  burn6h: `service:http_request_errors:ratio_rate6h{${IN_SERVICE}} / on (service) service:error_budget:ratio`,
  slow: `service:http_request_slow:ratio_rate1h{${IN_SERVICE}}`,
  cpu: `sum by (region) (rate(container_cpu_usage_seconds_total{${IN_PLACE}}[$__rate_interval]))`,
  memory: `sum by (region) (container_memory_working_set_bytes{${IN_PLACE}})`,
  reported: `max by (service, region, state) (service_health{${IN_PLACE}})`,
  lcp75:
    "histogram_quantile(0.75, sum by (platform, le) (rate(web_vital_lcp_seconds_bucket[$__rate_interval])))",
  inp75:
    "histogram_quantile(0.75, sum by (platform, le) (rate(web_vital_inp_seconds_bucket[$__rate_interval])))",
  clientErrors: "sum by (platform) (rate(client_errors_total[$__rate_interval]))",
};

export const correlation = {
  matches: 'sum by (rule) (increase(cep_matches_total{severity=~"$severity"}[$__rate_interval]))',
  bySeverity: 'sum by (severity) (increase(cep_matches_total{severity=~"$severity"}[1h]))',
  top: 'topk(10, sum by (rule, severity) (increase(cep_matches_total{rule!="other", severity=~"$severity"}[24h])))',
  open: "sum by (rule) (cep_incidents_open)",
  rules: "sum(cep_rules)",
  partial: "sum by (rule) (cep_partial_matches)",
  partialTotal: "sum(cep_partial_matches)",
};

export const pipeline = {
  jobs: "sum(flink_jobmanager_numRunningJobs)",
  restarts: `sum by (job_name) (flink_jobmanager_job_numRestarts{${IN_JOB}})`,
  checkpointSeconds: `max by (job_name) (flink_jobmanager_job_lastCheckpointDuration{${IN_JOB}}) / 1000`,
  checkpointBytes: `max by (job_name) (flink_jobmanager_job_lastCheckpointSize{${IN_JOB}})`,
  checkpointAge: `time() - max by (job_name) (flink_jobmanager_job_lastCheckpointCompletedTimestamp{${IN_JOB}}) / 1000`,
  checkpointsFailed: `sum by (job_name) (flink_jobmanager_job_numberOfFailedCheckpoints{${IN_JOB}})`,
  lag: "job:pending_records:sum",
  recordsIn: "job:records_read:rate1m",
  watermarkDelay: "job:watermark_delay_seconds:max",
  busy: worstTask("flink_taskmanager_job_task_busyTimeMsPerSecond"),
  backPressure: worstTask("flink_taskmanager_job_task_backPressuredTimeMsPerSecond"),
  heap: "sum by (instance) (flink_taskmanager_Status_JVM_Memory_Heap_Used)",
  heapMax: "sum by (instance) (flink_taskmanager_Status_JVM_Memory_Heap_Max)",
  delay50: "histogram_quantile(0.5, sum by (le) (rate(event_delay_seconds_bucket[$__rate_interval])))",
  delay99: "histogram_quantile(0.99, sum by (le) (rate(event_delay_seconds_bucket[$__rate_interval])))",
  rejected: "sum by (topic, reason) (increase(events_rejected_total[$__range]))",
  late: "sum by (topic, reason) (increase(events_late_total[$__range]))",
  balance: "topic:events_unaccounted:sum",
  series: 'sum by (job) (scrape_samples_post_metric_relabeling{job!=""})',
  clients: "sum(push_connections)",
  delivered: "sum(rate(push_delivered_total[$__rate_interval]))",
  dropped: "sum by (reason) (rate(push_dropped_total[$__rate_interval]))",
  conflated: "sum(rate(push_conflated_total[$__rate_interval]))",
  heartbeatAge: "min by (pipeline) (push_heartbeat_age_seconds)",
  pushLag: "sum by (instance) (push_kafka_lag_records)",
  batchAge: "time() - max by (job) (batch_last_success_timestamp_seconds)",
  batchSeconds: "max by (job) (batch_duration_seconds)",
  pushDelay99: "histogram_quantile(0.99, sum by (le) (rate(push_delay_seconds_bucket[$__rate_interval])))",
};

const ONE_COLONY = 'colony_id=~"$colony"';
export const colony = {
  activity: `sum by (colony_name) (colony_activity{${ONE_COLONY}})`,
  share: `sum(colony_activity{${ONE_COLONY}}) / sum(colony_activity)`,
  rank: `count(colony_activity{colony_id!="other"} > scalar(max(colony_activity{${ONE_COLONY}}))) + 1 or vector(1)`,
  others: 'topk(10, sum by (colony_id, colony_name) (colony_activity{colony_id!="other"}))',
  feed: '{job="user-activity"} | json | colonyId=~"$colony" | line_format "{{.who}} {{.what}} · {{.where}}"',
};

const ONE_USER = 'user_id=~"$user"';
export const user = {
  tokens: `sum by (username) (increase(user_token_usage_total{${ONE_USER}}[24h]))`,
  rate: `sum by (username) (rate(user_token_usage_total{${ONE_USER}}[$__rate_interval]))`,
  share: `sum(increase(user_token_usage_total{${ONE_USER}}[24h])) / sum(increase(user_token_usage_total[24h]))`,
  others: users.topUsers,
  feed: '{job="user-activity"} | json | userId=~"$user" | line_format "{{.what}} · {{.where}}"',
};

export const annotations = {
  /** The value is when it happened, in milliseconds. */
  deployments: 'max by (service, region, version) (deployment_timestamp_seconds{phase="finished"}) * 1000',
  /** When an incident began, and when it ended, in milliseconds. */
  began: "max by (id, severity, title) (incident_begin_timestamp_seconds) * 1000",
  ended: "max by (id, severity, title) (incident_end_timestamp_seconds) * 1000",
  matches: "sum by (rule, severity) (increase(cep_matches_total[$__rate_interval])) > 0",
};
