import { FieldType, toDataFrame } from "@grafana/data";

/**
 * Data frames of what Prometheus answers, as Grafana's data source makes them: a frame for each series, or one for a table.
 * This is the one step that is not Grafana's own code here: its data source runs in its server.
 */
export function frames(targets, answers) {
  return targets.flatMap((target, i) => {
    const of = { table, heatmap: buckets }[target.format] ?? series;
    return of(target, answers[i].result, targets.length > 1 ? `Value #${target.refId}` : "Value");
  });
}

function series(target, result) {
  return result.map(({ metric, value, values }) =>
    frame(target, { ...named(target, metric), labels: metric }, values ?? [value]),
  );
}

/** Cumulative buckets become a count for each; the one without a bound is called so. */
function buckets(target, result) {
  const sorted = [...result].sort((a, b) => bound(a.metric.le) - bound(b.metric.le));
  return sorted.map(({ metric, value, values }, i) => {
    const before = i === 0 ? [] : (sorted[i - 1].values ?? [sorted[i - 1].value]);
    const rows = (values ?? [value]).map(([time, n], row) => [time, n - (before[row]?.[1] ?? 0)]);
    return frame(target, { ...named(target, metric), labels: metric }, rows);
  });
}

const bound = (le) => (le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le));

function table(target, result, valueName) {
  if (result.length === 0) return [];
  const labels = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return [
    toDataFrame({
      refId: target.refId,
      fields: [
        { name: "Time", type: FieldType.time, values: result.map(({ value }) => value[0] * 1000) },
        ...labels.map((label) => ({
          name: label,
          type: FieldType.string,
          values: result.map(({ metric }) => metric[label] ?? ""),
        })),
        { name: valueName, type: FieldType.number, values: result.map(({ value }) => Number(value[1])) },
      ],
    }),
  ];
}

function frame(target, field, rows) {
  return toDataFrame({
    refId: target.refId,
    fields: [
      { name: "Time", type: FieldType.time, values: rows.map(([time]) => time * 1000) },
      { name: "Value", type: FieldType.number, values: rows.map(([, n]) => Number(n)), ...field },
    ],
  });
}

/** The name by the target's legend; without one, Grafana makes it of the labels. */
function named({ legendFormat }, metric) {
  if (!legendFormat || legendFormat === "__auto") return {};
  const name = legendFormat.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label) => metric[label] ?? "");
  return { config: { displayNameFromDS: name } };
}
