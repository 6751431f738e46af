import { fixed, largeIsGood, shades, smallIsGood } from "../colours.js";
import { labelVariable } from "../dashboard.js";
import { pipeline as ask, platform } from "../expressions.js";
import { FAILURES, lookAt, MACHINES, PEOPLE } from "../palette.js";
import { bargauge, field, lined, organize, stat, table, timeseries } from "../panels.js";
import { instant, range, table as rows } from "../queries.js";

const flink = "Flink does not report";
const push = "The push server does not report";
const line = (title, description, unit, noValue, targets, more = {}) =>
  timeseries({
    title,
    description,
    unit,
    noValue,
    targets,
    color: shades(MACHINES.colour),
    w: 8,
    h: 7,
    ...more,
  });

/** The monitoring looking at itself: can the numbers of the other dashboards be trusted? */
export const pipeline = {
  uid: "pipeline",
  title: "Pipeline",
  description:
    "Kafka, Flink and the push server looking at themselves: is what the other dashboards show fresh and whole?",
  tags: ["pipeline", "flink", "kafka"],
  variables: [labelVariable("job_name", "Flink job", "flink_jobmanager_job_uptime", "job_name")],
  rows: [
    [
      stat({
        title: "Jobs Running",
        description: "Flink jobs that run now.",
        unit: "short",
        noValue: flink,
        w: 4,
        h: 5,
        thresholds: largeIsGood(1, 1),
        targets: [range(ask.jobs, "Jobs")],
      }),
      stat({
        title: "Records Waiting",
        description: "Records in Kafka that no job has read yet.",
        unit: "short",
        noValue: flink,
        w: 4,
        h: 5,
        thresholds: smallIsGood(10_000, 100_000),
        targets: [range(ask.lag, "{{job_name}}")],
      }),
      stat({
        title: "Watermark Delay",
        description:
          "How far event time is behind the clock. 10 s are wanted; windows close that much later.",
        unit: "s",
        noValue: flink,
        decimals: 0,
        w: 4,
        h: 5,
        thresholds: smallIsGood(60, 300),
        targets: [range(ask.watermarkDelay, "{{job_name}}")],
      }),
      stat({
        title: "Checkpoint Age",
        description:
          "Since the last checkpoint that worked: what a failure would read again. 10 s are wanted.",
        unit: "s",
        noValue: flink,
        decimals: 0,
        w: 4,
        h: 5,
        thresholds: smallIsGood(60, 300),
        targets: [range(ask.checkpointAge, "{{job_name}}")],
      }),
      stat({
        title: "Age of the Numbers",
        description:
          "Since the newest heartbeat was written that came through Kafka, the job and Kafka to a push server. 10 s are normal; it grows when a part of the path stands still.",
        unit: "s",
        noValue: push,
        decimals: 0,
        w: 4,
        h: 5,
        thresholds: smallIsGood(30, 60),
        targets: [range(ask.heartbeatAge, "{{pipeline}}")],
      }),
      bargauge({
        title: "Targets",
        description: "1 where every target of a scrape job answers, 0 where one does not.",
        unit: "none",
        noValue: "No target is scraped",
        max: 1,
        w: 4,
        h: 5,
        thresholds: largeIsGood(1, 1),
        targets: [instant(platform.upByJob, "{{job}}")],
      }),
    ],
    [
      line("Records Read", "Records a second that each job reads from Kafka.", "rps", flink, [
        range(ask.recordsIn, "{{job_name}}"),
      ]),
      line(
        "Lag",
        "Records in Kafka that a job has not read yet. Growing without end means that it is too slow.",
        "short",
        flink,
        [range(ask.lag, "{{job_name}}")],
      ),
      line(
        "Event to Export",
        "From an event's timestamp until its count can be scraped.",
        "s",
        "No event was counted",
        [range(ask.delay50, "p50"), range(ask.delay99, "p99")],
        { overrides: [lined("p50", lookAt(0)), lined("p99", lookAt(1))] },
      ),
    ],
    [
      line("Checkpoint Duration", "How long the last checkpoint took.", "s", flink, [
        range(ask.checkpointSeconds, "{{job_name}}"),
      ]),
      line(
        "Checkpoint Size",
        "Bytes of the last checkpoint: the state of the job. Flat over days, apart from the day's rhythm.",
        "bytes",
        flink,
        [range(ask.checkpointBytes, "{{job_name}}")],
      ),
      line(
        "Restarts and Failed Checkpoints",
        "Since the job was submitted. A step is a failure.",
        "short",
        flink,
        [
          range(ask.restarts, "{{job_name}} restarts"),
          range(ask.checkpointsFailed, "{{job_name}} failed checkpoints"),
        ],
        { color: shades(FAILURES.colour) },
      ),
    ],
    [
      line(
        "Busy",
        "Share of its time that a task works. Near 1 it is the bottleneck.",
        "percentunit",
        flink,
        [range(ask.busy, "{{task}}")],
        { max: 1 },
      ),
      line(
        "Back Pressure",
        "Share of its time that a task waits for the one behind it. The one behind is the bottleneck.",
        "percentunit",
        flink,
        [range(ask.backPressure, "{{task}}")],
        { max: 1, color: shades(PEOPLE.colour) },
      ),
      line("Heap", "Memory of the task managers.", "bytes", flink, [
        range(ask.heap, "{{instance}} used"),
        range(ask.heapMax, "{{instance}} limit"),
      ]),
    ],
    [
      table({
        title: "Refused Records",
        description: "Records that were refused in the chosen time, each kept in the topic dead-letters.",
        unit: "locale",
        noValue: "● None",
        decimals: 0,
        w: 6,
        h: 7,
        targets: [rows(ask.rejected)],
        transformations: organize({ topic: "Topic", reason: "Reason", Value: "Records" }),
        overrides: [field("Records", { color: fixed(FAILURES.colour) })],
      }),
      table({
        title: "Late Events",
        description:
          "Events in the chosen time that came after their window was final: counted everywhere but there.",
        unit: "locale",
        noValue: "● None",
        decimals: 0,
        w: 6,
        h: 7,
        targets: [rows(ask.late)],
        transformations: organize({ topic: "Topic", reason: "Reason", Value: "Events" }),
        overrides: [field("Events", { color: fixed(PEOPLE.colour) })],
      }),
      line(
        "Events in No Window Yet",
        "Events that are in no finished window and not late: those of the windows that are still open. It falls back when a window closes; a level that rises for good is a loss.",
        "short",
        "No window is finished",
        [range(ask.balance, "{{topic}}")],
        { w: 6 },
      ),
      line(
        "Series Scraped",
        "Series of each scrape job after relabelling. Every label set is bounded, so this is too.",
        "short",
        "Nothing is scraped",
        [range(ask.series, "{{job}}")],
        { w: 6 },
      ),
    ],
    [
      line(
        "Connected Clients",
        "Browsers and phones at the push servers.",
        "short",
        push,
        [range(ask.clients, "Clients")],
        { w: 6, color: fixed(PEOPLE.colour) },
      ),
      line(
        "Messages Delivered",
        "Messages a second written to clients; conflated ones were replaced by newer before they were sent.",
        "cps",
        push,
        [range(ask.delivered, "Delivered"), range(ask.conflated, "Conflated")],
        { w: 6, overrides: [lined("Delivered", lookAt(0)), lined("Conflated", lookAt(1))] },
      ),
      line(
        "Messages Dropped",
        "Messages a second that did not reach a client, by reason.",
        "cps",
        "Nothing was dropped",
        [range(ask.dropped, "{{reason}}")],
        { w: 6, color: shades(FAILURES.colour) },
      ),
      line(
        "Push Server Lag and Delay",
        "Records of Kafka not yet read, and from event to write for 99 of 100.",
        "short",
        push,
        [range(ask.pushLag, "{{instance}} lag"), range(ask.pushDelay99, "p99 delay")],
        {
          w: 6,
          overrides: [
            field("p99 delay", { unit: "s", "custom.axisPlacement": "right", color: fixed(PEOPLE.colour) }),
          ],
        },
      ),
    ],
    [
      table({
        title: "Batch Jobs",
        description:
          "Since the last success of each job that ends and sends its runs to the Pushgateway. DailyReportJob is to run once a day.",
        unit: "s",
        noValue: "No job that ends has succeeded",
        decimals: 0,
        w: 12,
        h: 6,
        targets: [rows(ask.batchAge)],
        transformations: organize({ job: "Job", Value: "Since Success" }),
      }),
      line(
        "Batch Job Duration",
        "How long the last run that succeeded took.",
        "s",
        "No job that ends has succeeded",
        [range(ask.batchSeconds, "{{job}}")],
        { w: 12, h: 6 },
      ),
    ],
  ],
};
