import {
  applyFieldOverrides,
  createTheme,
  displayNameOverrideProcessor,
  FieldConfigOptionsRegistry,
  FieldType,
  getFieldDisplayName,
  getFieldDisplayValues,
  getFieldSeriesColor,
  identityOverrideProcessor,
  numberOverrideProcessor,
  sortDataFrame,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  transformDataFrame,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from "@grafana/data";
import { frames } from "./frames.js";

const theme = createTheme({ colors: { mode: "dark" } });

const PROPERTIES = {
  unit: unitOverrideProcessor,
  min: numberOverrideProcessor,
  max: numberOverrideProcessor,
  decimals: numberOverrideProcessor,
  displayName: displayNameOverrideProcessor,
  noValue: stringOverrideProcessor,
  color: identityOverrideProcessor,
  links: identityOverrideProcessor,
  thresholds: thresholdsOverrideProcessor,
  mappings: valueMappingsOverrideProcessor,
};

const property = (path, process, isCustom) => ({
  id: isCustom ? `custom.${path}` : path,
  path,
  isCustom,
  name: path,
  editor: () => null,
  override: () => null,
  process,
  shouldApply: () => true,
  settings: {},
});

standardFieldConfigEditorRegistry.setInit(() =>
  Object.entries(PROPERTIES).map(([path, process]) => property(path, process, false)),
);
// Some are there by two names.
standardTransformersRegistry.setInit(() =>
  [...new Set(Object.values(standardTransformers))].map((transformation) => ({
    id: transformation.id,
    name: transformation.name,
    transformation,
    editor: () => null,
  })),
);

/** All properties that a panel may set: the standard ones, and those of its kind that its overrides name. */
function registry({ overrides }) {
  const custom = new Set(
    overrides
      .flatMap(({ properties }) => properties.map(({ id }) => id))
      .filter((id) => id.startsWith("custom.")),
  );
  return new FieldConfigOptionsRegistry(() => [
    ...standardFieldConfigEditorRegistry.list(),
    ...[...custom].map((id) => property(id.slice("custom.".length), identityOverrideProcessor, true)),
  ]);
}

/** What a panel shows of what its targets were answered: the text, colour and name of each value, in their order. */
export async function shown(panel, answers) {
  const { defaults } = panel.fieldConfig;
  const cells = panel.options.cellValues;
  const transformed = await transform(panel.transformations ?? [], frames(panel.targets, answers));
  const data = applyFieldOverrides({
    data: transformed,
    // A heatmap's cells have a unit of their own.
    fieldConfig: { ...panel.fieldConfig, defaults: { ...defaults, ...cells } },
    fieldConfigRegistry: registry(panel.fieldConfig),
    replaceVariables: (text) => text,
    theme,
    timeZone: "utc",
  });
  if (panel.options.reduceOptions) return values(panel, data);
  if (data.length === 0) return [{ text: defaults.noValue }];
  return ["table", "barchart", "geomap"].includes(panel.type) ? rows(panel, data[0]) : lines(data);
}

const transform = (transformations, data) =>
  new Promise((resolve, reject) => {
    transformDataFrame(transformations, data).subscribe({ next: resolve, error: reject });
  });

/** Stat, gauge, bar gauge, pie. */
function values(panel, data) {
  return getFieldDisplayValues({
    data,
    fieldConfig: panel.fieldConfig,
    reduceOptions: panel.options.reduceOptions,
    replaceVariables: (text) => text,
    theme,
    timeZone: "utc",
  }).map(({ display }) => ({ title: display.title, text: text(display), color: display.color }));
}

const text = ({ prefix = "", text: middle, suffix = "" }) => prefix + middle + suffix;

/** Cells of a table, and what bars and marks of a map are made of, by the name of their column, in the order of its columns and rows. */
function rows(panel, frame) {
  const [sort] = panel.options.sortBy ?? [];
  const by = sort
    ? frame.fields.findIndex((field) => getFieldDisplayName(field, frame) === sort.displayName)
    : -1;
  const sorted = by < 0 ? frame : sortDataFrame(frame, by, sort.desc);
  return Array.from({ length: sorted.length }, (_, row) =>
    sorted.fields
      .filter((field) => !field.config.custom?.hidden)
      .map((field) => {
        const display = field.display(field.values[row]);
        const isColoured = field.config.custom?.cellOptions?.type?.startsWith("color-");
        return {
          title: getFieldDisplayName(field, sorted),
          text: text(display),
          ...(isColoured && { color: display.color }),
        };
      }),
  ).flat();
}

/** Lines and the rows of a heatmap: each series with its colour and its last value. */
function lines(data) {
  return data.flatMap((frame) =>
    frame.fields
      .filter((field) => field.type === FieldType.number)
      .map((field) => ({
        title: getFieldDisplayName(field, frame, data),
        text: text(field.display(field.values[field.values.length - 1])),
        color: getFieldSeriesColor(field, theme).color,
      })),
  );
}
