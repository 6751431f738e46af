/**
 * The shapes of countries on a flat map, read once: world-atlas at 1:50m, in the projection Equal
 * Earth (Šavrič, Patterson and Jenny, 2018), which keeps areas.
 *
 * @typedef {object} Atlas
 * @property {string} land path of all land
 * @property {string} borders path of the lines between countries
 * @property {Map<string, [number, number]>} places where the mark of a country stands, by its alpha-2 code
 */
export const WIDTH = 1_000;
export const HEIGHT = 440;
/** Without Antarctica, where nobody has a colony. */
const SOUTH = -57;
const NORTH = 83.6;
const A1 = 1.340264;
const A2 = -0.081106;
const A3 = 0.000893;
const A4 = 0.003796;
/** Of work at a time, so that no frame waits for the map. */
const SLICE_MS = 4;
const M = Math.sqrt(3) / 2;
const HALF_WIDTH = project0(180, 0)[0];
const [TOP, BOTTOM] = [project0(0, NORTH)[1], project0(0, SOUTH)[1]];

/** @type {Promise<Atlas>|undefined} */
let loading;

/** @returns {Promise<Atlas>} */
export function atlas() {
  loading ??= load().catch((problem) => {
    loading = undefined;
    throw problem;
  });
  return loading;
}

async function load() {
  const at = (/** @type {string} */ path) =>
    fetch(new URL(`../lib/${path}`, import.meta.url)).then((r) => r.json());
  const [world, codes] = await Promise.all([
    at("world-atlas/countries-50m.json"),
    at("i18n-iso-countries/codes.json"),
    import("../lib/topojson-client/topojson-client.min.js"),
  ]);
  const { feature, mesh } = /** @type {any} */ (globalThis).topojson;
  const all = world.objects.countries;
  all.geometries = all.geometries.filter((/** @type {any} */ g) => g.id !== "010");
  const byNumber = new Map(codes.map((/** @type {string[]} */ [two, , digits]) => [digits, two]));
  /** @type {Map<string, [number, number]>} */
  const places = new Map();
  let land = "";
  let until = performance.now() + SLICE_MS;
  for (const shape of all.geometries) {
    if (performance.now() > until) {
      await new Promise((resume) => setTimeout(resume));
      until = performance.now() + SLICE_MS;
    }
    const { id, geometry } = feature(world, shape);
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    let largest = 0;
    for (const [outer] of polygons) {
      const ring = unwrapped(outer).map(project);
      land += path(ring, true);
      const { area, middle } = centreOf(ring);
      const code = byNumber.get(id);
      if (code && area > largest) {
        largest = area;
        places.set(code, middle);
      }
    }
  }
  const borders = mesh(world, all, (/** @type {any} */ a, /** @type {any} */ b) => a !== b);
  return {
    land,
    borders: borders.coordinates
      .map((/** @type {[number, number][]} */ line) => path(unwrapped(line).map(project), false))
      .join(""),
    places,
  };
}

/**
 * @param {number} longitude degrees
 * @param {number} latitude degrees
 * @returns {[number, number]}
 */
function project0(longitude, latitude) {
  const theta = Math.asin(M * Math.sin((latitude * Math.PI) / 180));
  const square = theta * theta;
  const sixth = square * square * square;
  const lambda = (longitude * Math.PI) / 180;
  return [
    (lambda * Math.cos(theta)) / (M * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square))),
    theta * (A1 + A2 * square + sixth * (A3 + A4 * square)),
  ];
}

/** @param {[number, number]} point degrees @returns {[number, number]} on the map */
function project([longitude, latitude]) {
  const [x, y] = project0(longitude, Math.max(SOUTH, latitude));
  return [((x + HALF_WIDTH) / (2 * HALF_WIDTH)) * WIDTH, ((TOP - y) / (TOP - BOTTOM)) * HEIGHT];
}

/**
 * A line that crosses the date line goes on beyond it, so that nothing is drawn around the world.
 * @param {[number, number][]} points degrees
 */
function unwrapped(points) {
  let turn = 0;
  return points.map(([longitude, latitude], i) => {
    const step = i === 0 ? 0 : longitude - points[i - 1][0];
    if (step > 180) turn -= 360;
    else if (step < -180) turn += 360;
    return /** @type {[number, number]} */ ([longitude + turn, latitude]);
  });
}

/** Points closer than half a pixel are left out. @param {[number, number][]} points @param {boolean} closed */
function path(points, closed) {
  let text = "";
  let [lastX, lastY] = [Infinity, Infinity];
  for (const [x, y] of points) {
    if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.5) continue;
    text += `${text ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    [lastX, lastY] = [x, y];
  }
  return closed && text ? `${text}Z` : text;
}

/** @param {[number, number][]} ring @returns {{area: number, middle: [number, number]}} */
function centreOf(ring) {
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const cross = ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
    area += cross;
    x += (ring[j][0] + ring[i][0]) * cross;
    y += (ring[j][1] + ring[i][1]) * cross;
  }
  // A ring without area, as an island of one point.
  if (Math.abs(area) < 1e-9) return { area: 1e-9, middle: ring[0] };
  return { area: Math.abs(area / 2), middle: [x / (3 * area), y / (3 * area)] };
}
