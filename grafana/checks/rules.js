/**
 * What a dashboard must be, after the rules of Grafana's dashboard-linter and some of our own. Each rule takes a
 * dashboard and all of them, and tells its problems; an empty list is none.
 */
const COUNTER = /\b([a-z_]+_(?:total|sum|count|bucket))\b/g;
const FIXED_WINDOWS = { "1h": /last hour/i, "24h": /last 24h/i };

const isPrometheus = (target) => target.datasource?.type === "prometheus";
const queries = (dashboard) =>
  dashboard.panels.flatMap((panel) =>
    panel.targets.filter(isPrometheus).map((target) => ({ panel, expr: target.expr })),
  );
const eachPanel = (check) => (dashboard) =>
  dashboard.panels.flatMap((panel) => check(panel, dashboard).map((problem) => `${panel.title}: ${problem}`));
const unless = (good, problem) => (good ? [] : [problem]);

export const RULES = {
  "the schema is that of Grafana 11 to 13": (d) =>
    unless(d.schemaVersion === 42, `schemaVersion is ${d.schemaVersion}`),
  "the data source is a variable": (d) =>
    unless(
      d.templating.list.some(
        (v) => v.type === "datasource" && v.name === "datasource" && v.query === "prometheus" && v.label,
      ),
      "no variable datasource",
    ),
  "a variable is read again when the time changes, and asks its labels": (d) =>
    d.templating.list
      .filter((v) => v.type === "query")
      .flatMap((v) => [
        ...unless(v.refresh === 2, `${v.name} does not reload`),
        ...unless(
          /^label_values\([a-z_:]+, [a-z_]+\)$/.test(v.query.query),
          `${v.name} asks ${v.query.query}`,
        ),
      ]),
  "every variable is used": (d) => {
    const text = JSON.stringify({ panels: d.panels, annotations: d.annotations });
    return d.templating.list.flatMap((v) =>
      unless(text.includes(`\${${v.name}`) || text.includes(`$${v.name}`), `${v.name} is not used`),
    );
  },
  "every variable in use is declared": (d) => {
    const known = new Set(d.templating.list.map((v) => v.name));
    const used = [...JSON.stringify(d.panels.map((p) => p.targets)).matchAll(/\$\{?([a-z][a-z_]*)/g)].map(
      (m) => m[1],
    );
    return used.flatMap((name) => unless(known.has(name), `${name} is not declared`));
  },
  "a panel asks data sources by variable": eachPanel((p) => [
    ...unless(p.datasource?.uid?.startsWith("${"), "its data source is fixed"),
    ...p.targets.flatMap((t) =>
      unless(t.datasource?.uid?.startsWith("${"), `the data source of ${t.refId} is fixed`),
    ),
  ]),
  "a panel has title, description, unit and a text for no data": eachPanel((p) => [
    ...unless(p.title && p.description, "no title or no description"),
    ...unless(p.fieldConfig.defaults.unit, "no unit"),
    ...unless(p.fieldConfig.defaults.noValue, "no text for no data"),
  ]),
  "a panel asks something": eachPanel((p) =>
    unless(p.targets.length > 0 && p.targets.every((t) => t.expr || t.url || t.rawSql), "no target"),
  ),
  "rates look back over $__rate_interval; an increase over a fixed time says so in the title": (d) =>
    queries(d).flatMap(({ panel, expr }) =>
      [...expr.matchAll(/\b(rate|irate|increase)\([^[]*\[([^\]]+)]/g)].flatMap(([, call, window]) => {
        const told =
          call === "increase" &&
          (window === "$__range" ||
            FIXED_WINDOWS[window]?.test(panel.title) ||
            FIXED_WINDOWS[window]?.test(panel.description));
        return unless(window === "$__rate_interval" || told, `${panel.title}: ${call} over ${window}`);
      }),
    ),
  "counters are asked by rate, irate or increase": (d) =>
    queries(d).flatMap(({ panel, expr }) =>
      [...expr.matchAll(COUNTER)].flatMap((match) => {
        const before = expr.slice(0, match.index);
        return unless(
          /\b(rate|irate|increase)\($/.test(before),
          `${panel.title}: ${match[1]} is asked as it is`,
        );
      }),
    ),
  "panels lie in the grid and not over each other": (d) => {
    const taken = new Map();
    return d.panels.flatMap(({ title, gridPos: { x, y, w, h } }) => {
      const problems = unless(w > 0 && h > 0 && x >= 0 && x + w <= 24, `${title}: outside the grid`);
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          const other = taken.get(`${column} ${line}`);
          if (other && problems.length === 0) problems.push(`${title}: lies over ${other}`);
          taken.set(`${column} ${line}`, title);
        }
      }
      return problems;
    });
  },
  "ids and uids are there once": (d, all) => [
    ...unless(new Set(d.panels.map((p) => p.id)).size === d.panels.length, "two panels have one id"),
    ...unless(all.filter((other) => other.uid === d.uid).length === 1, `the uid ${d.uid} is there twice`),
    ...unless(d.path.endsWith(`/${d.uid}.json`), "the file is not called like the uid"),
    ...unless(/^[a-z0-9-]{1,40}$/.test(d.uid), `the uid ${d.uid} has other letters or is too long`),
  ],
  "links lead somewhere, and take time and variables with them": (d, all) => {
    const text = JSON.stringify(d.panels);
    const variables = (uid) =>
      all.find((other) => other.uid === uid)?.templating.list.map((v) => v.name) ?? [];
    return [
      ...[...text.matchAll(/"url":"(\/d\/[^"]*)"/g)].flatMap(([, url]) => {
        const uid = url.match(/^\/d\/([a-z0-9-]+)\?/)?.[1];
        const given = [...url.matchAll(/(?:&var-|\$\{)([a-z_]+)(?:=|:queryparam)/g)]
          .map((m) => m[1])
          .filter((n) => !n.startsWith("__"));
        return [
          ...unless(
            all.some((other) => other.uid === uid),
            `${url} leads nowhere`,
          ),
          ...unless(url.includes("${__url_time_range}"), `${url} forgets the time`),
          ...given.flatMap((name) =>
            unless(variables(uid).includes(name) || name === "view", `${uid} has no variable ${name}`),
          ),
        ];
      }),
      ...d.links.flatMap((link) => [
        ...unless(
          all.some((other) => link.tags.every((tag) => other.tags.includes(tag))),
          `no dashboard has the tags of the link ${link.title}`,
        ),
        ...unless(link.keepTime && link.includeVars, `the link ${link.title} forgets time or variables`),
      ]),
    ];
  },
  "only the folder for people may be edited": (d) =>
    unless(d.editable === d.path.includes("/custom/"), `editable is ${d.editable}`),
  "deployments, begin and end of incidents, and rule matches are marked": (d) =>
    unless(d.annotations.list.filter((a) => a.enable && a.expr).length === 4, "marks are missing"),
  "a top table has no series of all others, and no list has the Watchdog": (d) =>
    queries(d).flatMap(({ panel, expr }) => [
      ...unless(
        !/\btopk\(/.test(expr) || /\{[a-z_]+!="other"/.test(expr),
        `${panel.title}: other is among the first`,
      ),
      ...unless(
        !/\bALERTS/.test(expr) || !/\bALERTS\w*\{(?![^}]*alertname!="Watchdog")/.test(expr),
        `${panel.title}: the Watchdog is in it`,
      ),
    ]),
  "log queries begin with the stream that the collector writes": (d) =>
    d.panels
      .flatMap((p) => p.targets)
      .filter((t) => t.datasource.type === "loki")
      .flatMap((t) => unless(t.expr.startsWith('{job="user-activity"}'), t.expr)),
};
