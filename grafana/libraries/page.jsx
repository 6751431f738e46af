import { createTheme, toDataFrame } from "@grafana/data";
import { FlameGraph } from "@grafana/flamegraph";
import { createRoot } from "react-dom/client";
import React from "react";
import { shown } from "./panels.js";

/** What each of these panels shows: `[{ panel, answers }]` in, a list for each out, as JSON. */
globalThis.panels = async (cases) =>
  JSON.stringify(await Promise.all(cases.map(({ panel, answers }) => shown(panel, answers))));

/** Draws the rows of a flame graph as Grafana's panel does, with the unit of that. */
globalThis.flames = (rows, unit) => {
  const columns = ["level", "value", "self", "label"];
  const frame = toDataFrame({
    fields: columns.map((name) => ({
      name,
      values: rows.map((row) => row[name]),
      config: name === "label" || name === "level" ? {} : { unit },
    })),
  });
  const root = document.body.appendChild(document.createElement("div"));
  createRoot(root).render(
    React.createElement(FlameGraph, {
      data: frame,
      getTheme: () => createTheme({ colors: { mode: "dark" } }),
      disableCollapsing: false,
    }),
  );
};

/** What the page shows once its flame graph has frames: the texts, and how many colours the canvas has. */
globalThis.drawn = async () => {
  for (;;) {
    const canvas = document.querySelector("canvas");
    const found = canvas ? coloursOf(canvas) : 0;
    if (found > 2) return { text: document.body.innerText, colours: found };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

function coloursOf(canvas) {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 255) colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
  }
  return colours.size;
}
