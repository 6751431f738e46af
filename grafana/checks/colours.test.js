import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import {
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  wcagContrast,
} from "culori";
import { COLOURS, drawn, INK, STATUS, smallIsGood } from "../pack/colours.js";
import { CATEGORIES, KNOWN, lookAt, looksOf } from "../pack/palette.js";
import { dashboards, files } from "./pack.js";

/** Panels of Grafana's dark theme. */
const DARK = "#181b1f";

/** Panels of the light one. */
const LIGHT = "#ffffff";

/** Panels whose colours are fields with letters on them. */
const WRITES_ON_COLOUR = ["row", "stat", "table"];
const EYES = {
  all: (c) => c,
  protan: filterDeficiencyProt(1),
  deutan: filterDeficiencyDeuter(1),
  tritan: filterDeficiencyTrit(1),
};

const status = Object.entries(STATUS);
const pairs = status.flatMap((one, i) => status.slice(i + 1).map((other) => [one, other]));

for (const [name, eye] of Object.entries(EYES)) {
  test(`states stay apart for ${name} eyes: CIEDE2000 of at least 10`, () => {
    for (const [[a, { colour: one }], [b, { colour: other }]] of pairs) {
      const apart = differenceCiede2000()(eye(one), eye(other));
      assert.ok(apart >= 10, `${a} and ${b} are ${apart.toFixed(1)} apart`);
    }
  });
}

/** Letters on a field of a colour, as Grafana chooses them on either theme: dark on what is bright, light on the rest. */
const letters = (colour) => (brightness(colour) > 180 ? "#202226" : "#f7f8fa");
const brightness = (colour) => {
  const [r, g, b] = colour.match(/[0-9a-f]{2}/gi).map((hex) => parseInt(hex, 16));
  return (r * 299 + g * 587 + b * 114) / 1000;
};

test("states can be read on both themes: contrast of at least 3 on their own field", () => {
  for (const [name, { colour }] of status) {
    const contrast = wcagContrast(colour, letters(colour));
    assert.ok(contrast >= 3, `${name} has ${contrast.toFixed(2)}`);
  }
});

test("states are fields of colour and never coloured letters", async () => {
  for (const dashboard of await dashboards()) {
    for (const panel of dashboard.panels) {
      assert.doesNotMatch(JSON.stringify(panel), /color-text/, panel.title);
      const told = panel.fieldConfig.defaults.color.mode === "thresholds";
      if (panel.type === "stat" && told) assert.equal(panel.options.colorMode, "background", panel.title);
    }
  }
});

test("what is drawn stands out from both themes: contrast of at least 3", async () => {
  for (const colour of INK) {
    for (const page of [DARK, LIGHT]) {
      const contrast = wcagContrast(colour, page);
      assert.ok(contrast >= 3, `${colour} on ${page} has ${contrast.toFixed(2)}`);
    }
  }
  for (const dashboard of await dashboards()) {
    for (const panel of dashboard.panels.filter(({ type }) => !WRITES_ON_COLOUR.includes(type))) {
      walk(panel, (key, value) => {
        if (/^#[0-9a-f]{6}$/i.test(value))
          assert.ok(INK.includes(value), `${panel.title}: ${key} is ${value}`);
      });
    }
  }
});

const PAGES = new URL("../../push-server/src/main/resources/push-pages/", import.meta.url);
const style = await readFile(new URL("styles/frame.css", PAGES), "utf8");
const inPages = (names) =>
  [...style.matchAll(new RegExp(`--(?:${names}): (#[0-9a-f]{6})`, "g"))].map(([, hex]) => hex);

/** What shows a state, here and in each theme of the pages. */
const states = [...Object.values(COLOURS), ...inPages("green|yellow|orange|red|blue|warning-line")];

for (const [name, eye] of Object.entries(EYES)) {
  test(`categories are no states for ${name} eyes: CIEDE2000 of at least ${name === "all" ? 14 : 8}`, () => {
    assert.ok(states.length >= 12, "the states of the pages were found");
    for (const { colour } of CATEGORIES) {
      for (const state of states) {
        const apart = differenceCiede2000()(eye(colour), eye(state));
        assert.ok(apart >= (name === "all" ? 14 : 8), `${colour} and ${state} are ${apart.toFixed(1)} apart`);
      }
    }
  });

  test(`categories stay apart for ${name} eyes: CIEDE2000 of at least 10`, () => {
    CATEGORIES.forEach(({ colour }, i) => {
      for (const other of CATEGORIES.slice(i + 1)) {
        const apart = differenceCiede2000()(eye(colour), eye(other.colour));
        assert.ok(apart >= 10, `${colour} and ${other.colour} are ${apart.toFixed(1)} apart`);
      }
    });
  });
}

test("categories stand out from every panel: contrast of at least 3", () => {
  for (const { colour } of CATEGORIES) {
    for (const ground of [DARK, LIGHT, ...inPages("panel")]) {
      const contrast = wcagContrast(colour, ground);
      assert.ok(contrast >= 3, `${colour} on ${ground} has ${contrast.toFixed(2)}`);
    }
  }
});

test("categories differ in dash and pattern too, and no two series look alike", () => {
  for (const key of ["dash", "pattern"])
    assert.equal(new Set(CATEGORIES.map((look) => String(look[key]))).size, CATEGORIES.length);
  const looks = Array.from({ length: CATEGORIES.length ** 2 }, (_, i) => JSON.stringify(lookAt(i)));
  assert.equal(new Set(looks).size, looks.length);
  const names = ["web", "tv", "android", "fridge", "other"];
  assert.deepEqual(looksOf("platform", names), [0, 1, 2, 3, 5].map(lookAt));
});

test("a platform has its look in every pie of every dashboard", async () => {
  const pies = (await dashboards()).flatMap((d) => d.panels).filter(({ type }) => type === "piechart");
  assert.ok(pies.length > 0);
  for (const { fieldConfig } of pies) {
    const colours = fieldConfig.overrides.map(({ matcher, properties }) => [
      matcher.options,
      properties[0].value.fixedColor,
    ]);
    assert.deepEqual(
      colours,
      KNOWN.platform.map((name, i) => [name, lookAt(i).colour]),
    );
  }
});

test("a colour of a state shows a state, and one of a category none", async () => {
  const severities = ["critical", "warning", "info"];
  for (const { panels } of await dashboards()) {
    for (const { title, fieldConfig, options } of panels.filter((panel) => panel.fieldConfig)) {
      const { thresholds, mappings, ...rest } = fieldConfig.defaults;
      const overrides = fieldConfig.overrides.filter(
        ({ matcher, properties }) =>
          !severities.includes(matcher.options) && !properties.some(({ id }) => id === "mappings"),
      );
      walk({ rest, options, overrides }, (key, value) =>
        assert.ok(!Object.values(COLOURS).includes(value), `${title}: ${key} is ${value}`),
      );
      walk({ thresholds, mappings }, (key, value) =>
        assert.ok(!CATEGORIES.some(({ colour }) => colour === value), `${title}: ${key} is ${value}`),
      );
    }
  }
});

test("steps that are drawn stay apart: their labels and order distinguish them too", () => {
  const steps = drawn(smallIsGood(1, 2)).steps.map(({ color }) => color);
  for (const [name, eye] of Object.entries(EYES)) {
    for (const [one, other] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      const apart = differenceCiede2000()(eye(steps[one]), eye(steps[other]));
      assert.ok(apart >= 8, `${steps[one]} and ${steps[other]} are ${apart.toFixed(1)} apart for ${name}`);
    }
  }
});

test("states differ in shape and word too", () => {
  for (const key of ["shape", "word"])
    assert.equal(new Set(status.map(([, s]) => s[key])).size, status.length);
});

test("no colour outside the table stands anywhere in this folder", async () => {
  const table = new Set(
    [...Object.values(COLOURS), ...CATEGORIES.map(({ colour }) => colour)].map((c) => c.toLowerCase()),
  );
  const all = (
    await Promise.all(
      ["pack", "dashboards", "provisioning", "prometheus", "alertmanager", "loki", "runbooks"].map(files),
    )
  ).flat();
  for (const { path, text } of all) {
    for (const [hex] of text.matchAll(/#[0-9a-f]{8}\b|#[0-9a-f]{6}\b|#[0-9a-f]{3}\b/gi)) {
      assert.ok(table.has(hex.toLowerCase()), `${path}: ${hex}`);
    }
  }
  for (const { path, text } of all.filter((f) => f.path.startsWith("dashboards/"))) {
    walk(JSON.parse(text), (key, value) => {
      if (/colou?r$/i.test(key) && typeof value === "string")
        assert.ok(table.has(value.toLowerCase()), `${path}: ${key} is ${value}`);
      if (key === "mode") assert.doesNotMatch(value, /palette|continuous/, path);
      assert.doesNotMatch(String(value), /\b(rgba?|hsla?)\(/, path);
    });
  }
});

function walk(node, visit) {
  for (const [key, value] of Object.entries(node)) {
    if (value !== null && typeof value === "object") walk(value, visit);
    else visit(key, value);
  }
}
