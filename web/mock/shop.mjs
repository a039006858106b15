/**
 * A make-believe shop that answers the page's API, for work on the page without a server.
 * It understands "in COLOUR", "without a THING" and "under NUMBER"; all else is not understood.
 * Words in the sentence bring out the states: "broken" (a problem), "busy" (429), "slow" (3 s), "nothing" (no hits).
 */
const COLOURS = {
  red: "#b3392f",
  navy: "#26355e",
  olive: "#6b7041",
  cream: "#e9dfc6",
  black: "#2a2a2c",
  "sky blue": "#8fb7d6",
  rose: "#d99aa5",
};
const CATEGORIES = {
  dress: "M80 40h40l8 50 34 130H38L72 90z",
  shirt: "M74 50h52l44 24-14 46-22-8v100H66V112l-22 8-14-46z",
  trousers: "M66 40h68l12 186h-34l-12-116-12 116H54z",
  skirt: "M70 70h60l34 130H36z",
  bag: "M46 110h108l10 96H36zM74 110c0-56 52-56 52 0",
};
const PATTERNS = ["plain", "striped", "dotted"];
const SLEEVES = ["sleeveless", "short", "long"];

const pick = (list, index) => list[index % list.length];
const SHOP = Array.from({ length: 210 }, (_, index) => {
  const attributes = {
    category: pick(Object.keys(CATEGORIES), index),
    colour: pick(Object.keys(COLOURS), index * 3 + Math.floor(index / 7)),
    pattern: pick(PATTERNS, Math.floor(index / 2)),
    sleeve: pick(SLEEVES, Math.floor(index / 5)),
  };
  const title = `${attributes.pattern} ${attributes.category} in ${attributes.colour}`;
  return {
    id: `p${String(index).padStart(4, "0")}`,
    title: title[0].toUpperCase() + title.slice(1),
    price: index % 17 === 3 ? null : 9 + ((index * 37) % 113),
    attributes,
    image_url: `/v1/products/p${String(index).padStart(4, "0")}/image`,
  };
});

function drawing({ attributes: { category, colour, pattern } }) {
  const marks = {
    plain: "",
    striped: '<path d="M0 4h12" stroke="#fff" stroke-opacity=".55" stroke-width="3"/>',
    dotted: '<circle cx="6" cy="6" r="2.2" fill="#fff" fill-opacity=".65"/>',
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 250"><rect width="200" height="250" fill="#f1f0ee"/>
<defs><pattern id="p" width="12" height="12" patternUnits="userSpaceOnUse">
<rect width="12" height="12" fill="${COLOURS[colour]}"/>${marks[pattern]}</pattern></defs>
<path d="${CATEGORIES[category]}" fill="url(#p)" stroke="#0003" stroke-width="1.5"/></svg>`;
}

const passes = (product, filters) =>
  Object.entries(filters).every(([name, wanted]) => {
    const value = name === "price" ? product.price : product.attributes[name];
    if (Array.isArray(wanted)) return wanted.includes(String(value));
    return value !== null && value >= (wanted.min ?? -Infinity) && value <= (wanted.max ?? Infinity);
  });

const method = (name, summary, needs_reference, needs_modification, byDefault = false) => ({
  name,
  summary,
  needs_reference,
  needs_modification,
  takes_apart: name === "pointsay",
  default: byDefault,
});
const METHODS = [
  method("pointsay", "Our own recipe: keeps the photo and changes what the words ask for.", true, true, true),
  method("sum", "Adds photo and words.", true, true),
  method("image_only", "Only the photo: look-alikes.", true, false),
  method("text_only", "Only the words.", false, true),
];

const facets = () => [
  ...["category", "colour", "pattern", "sleeve"].map((name) => {
    const counts = new Map();
    for (const { attributes } of SHOP) counts.set(attributes[name], (counts.get(attributes[name]) ?? 0) + 1);
    return { name, kind: "text", values: [...counts].map(([value, count]) => ({ value, count })) };
  }),
  { name: "price", kind: "number", min: 9, max: 119 },
];

function understood(text) {
  const edit = { want: [], keep: [], avoid: [], comparatives: [], constraints: [], unread: [] };
  for (const said of text.split(/,\s*/).filter(Boolean)) {
    const [, cue, value] = /^(in|without an?|under) (.+)$/.exec(said) ?? [];
    if (cue === "in") edit.want.push({ kind: "colour", text: value, said });
    else if (cue === "under")
      edit.constraints.push({ field: "price", operator: "<=", value: Number(value), unit: "", said });
    else if (cue) edit.avoid.push({ kind: "detail", text: value, said });
    else edit.unread.push(said);
  }
  return { ...edit, target: "", language: "en", reader: "rules" };
}

/** What a product meets of an edit: all that it says of itself, and little else. */
function meetings({ want, avoid }, { attributes }) {
  const has = (text) => (Object.values(attributes).includes(text) ? 0.76 : 0.2);
  return [
    ...want.map(({ text }) => ({ wish: "want", text, chance: has(text) })),
    ...avoid.map(({ text }) => ({ wish: "avoid", text, chance: 1 - has(text) })),
  ];
}

function found(form) {
  const text = String(form.get("modification") ?? "");
  const filters = JSON.parse(String(form.get("filters") ?? "{}"));
  const words = text.toLowerCase();
  const base = SHOP.find(({ id }) => id === form.get("reference_id"));
  const scored = /nothing/.test(words)
    ? []
    : SHOP.filter((product) => passes(product, filters) && product !== base).map((product, index) => {
        const same = base
          ? Object.keys(product.attributes).filter(
              (name) => product.attributes[name] === base.attributes[name],
            )
          : [];
        const said = Object.values(product.attributes).filter((value) => words.includes(value)).length;
        const why = {};
        if (base || form.get("reference")) why.image = 0.3 + same.length * 0.2 + (index % 7) / 100;
        if (words) why.text = said * 0.7 - 0.12;
        return { score: (why.image ?? 0) + (why.text ?? 0), product, why };
      });
  scored.sort((one, other) => other.score - one.score);
  const method = form.get("method") ?? "pointsay";
  const edit = understood(text);
  const start = Number(form.get("after") ?? 0);
  const end = start + Number(form.get("k") ?? 12);
  const hits = scored.slice(start, end).map((hit, index) => ({
    rank: start + index + 1,
    ...hit,
    meets: method === "pointsay" ? meetings(edit, hit.product) : [],
  }));
  const whole = hits.map(({ meets }) => meets.every(({ chance }) => chance >= 0.5));
  return {
    request_id: "01JMOCK0000000000000000042",
    method,
    modification: text,
    understood: edit,
    took_ms: 41.7,
    total: SHOP.length,
    hits,
    strong: hits.some(({ meets }) => meets.length > 0) ? whole.lastIndexOf(true) + 1 : null,
    notes: /without/.test(words) ? ["“without” was read as something to avoid; check the pictures."] : [],
    next: end < scored.length ? String(end) : null,
  };
}

const problem = (status, code, detail, hint, headers = {}) => ({
  status,
  headers: { "content-type": "application/problem+json", ...headers },
  body: JSON.stringify({
    type: "about:blank",
    title: code,
    status,
    code,
    detail,
    hint,
    request_id: "01JMOCK0000000000000000099",
  }),
});

async function searched(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  const form = await new Response(Buffer.concat(chunks), { headers }).formData();
  const words = String(form.get("modification") ?? "");
  if (/broken/.test(words))
    return problem(
      422,
      "bad_image",
      "The photo could not be decoded: truncated JPEG.",
      "Send a JPEG, PNG or WebP photo of at most 20 megapixels.",
    );
  if (/busy/.test(words))
    return problem(429, "busy", "The queue is full.", "Try again shortly.", { "retry-after": "4" });
  await new Promise((done) => setTimeout(done, /slow/.test(words) ? 3000 : 120));
  return found(form);
}

async function reply(request) {
  const url = new URL(request.url, "http://shop");
  if (url.pathname === "/healthz")
    return { status: "ok", version: "0.1.0", products: SHOP.length, encoder: "mini" };
  if (url.pathname === "/v1/catalogues")
    return {
      catalogues: [
        { name: "shop", products: SHOP.length, encoder: "mini", one_of_each: null, default: true },
      ],
    };
  if (url.pathname === "/v1/methods") return { methods: METHODS };
  if (url.pathname === "/v1/facets") return { facets: facets() };
  if (url.pathname === "/v1/search") return searched(request);
  if (url.pathname === "/v1/products") {
    const filters = {};
    for (const filter of url.searchParams.getAll("filter")) {
      const [, name, sign, value] = /^(.+?)(>=|<=|=)(.*)$/.exec(filter) ?? [];
      if (sign === "=") (filters[name] ??= []).push(value);
      else (filters[name] ??= {})[sign === ">=" ? "min" : "max"] = Number(value);
    }
    const kept = SHOP.filter((product) => passes(product, filters));
    const offset = Number(url.searchParams.get("offset") ?? 0);
    return {
      products: kept.slice(offset, offset + Number(url.searchParams.get("limit") ?? 24)),
      total: kept.length,
    };
  }
  const [, id, image] = /^\/v1\/products\/([^/]+)(\/image)?$/.exec(url.pathname) ?? [];
  const product = SHOP.find((other) => other.id === id);
  if (!product)
    return problem(404, "not_found", `There is no product "${id}".`, "See /v1/products for what there is.");
  if (image) return { status: 200, headers: { "content-type": "image/svg+xml" }, body: drawing(product) };
  return product;
}

/** Answers API requests; false for everything else. */
export async function answer(request, response) {
  if (!/^\/(v1\/|healthz)/.test(request.url)) return false;
  const made = await reply(request);
  const full =
    "body" in made
      ? made
      : { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(made) };
  response.writeHead(full.status, full.headers).end(full.body);
  return true;
}
