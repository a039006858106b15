import { afterEach, expect, it, vi } from "vitest";
import { getProduct, getProducts, searchForm } from "./client";

afterEach(() => vi.unstubAllGlobals());

const calm = () => new AbortController().signal;

function answering(body: unknown) {
  const fetch = vi.fn((_path: string) => Promise.resolve(new Response(JSON.stringify(body))));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

it("sends only what was given", () => {
  const form = searchForm({ modification: "", filters: {}, count: 12, references: [{ what: "p1" }] });
  expect(Object.fromEntries(form)).toEqual({ reference_id: "p1", k: "12" });
});

it("sends everything that was given, photos before ids and details in their order", () => {
  const photo = new File(["x"], "dress.jpg", { type: "image/jpeg" });
  const filters = { colour: ["red"], price: { min: 1 } };
  const form = searchForm({
    modification: "in red",
    filters,
    count: 5,
    method: "sum",
    catalogue: "home",
    oneOfEach: "model",
    after: "c",
    references: [{ what: "p1", role: "collar" }, { what: photo, box: [0, 0, 1, 0.5] }, { what: "p2" }],
  });
  expect([...form.keys()].sort()).toEqual([
    ...["after", "catalogue", "details", "filters", "k", "method", "modification", "one_of_each"],
    ...["reference", "reference_id", "reference_id"],
  ]);
  expect(form.getAll("reference_id")).toEqual(["p1", "p2"]);
  expect(JSON.parse(String(form.get("details")))).toEqual([{ box: [0, 0, 1, 0.5] }, { role: "collar" }, {}]);
  expect(JSON.parse(String(form.get("filters")))).toEqual(filters);
  expect((form.get("reference") as File).name).toBe("dress.jpg");
});

it("repeats the shelf's filters", async () => {
  const fetch = answering({ products: [], total: 0 });
  await getProducts(
    {
      limit: 24,
      offset: 48,
      filters: { colour: ["red", "sky blue"], price: { min: 1, max: 2.5 } },
      catalogue: "home & more",
    },
    calm(),
  );
  const asked = new URL(fetch.mock.calls[0]?.[0] ?? "", "http://shop");
  expect(asked.searchParams.getAll("filter")).toEqual([
    "colour=red",
    "colour=sky blue",
    "price>=1",
    "price<=2.5",
  ]);
  expect(asked.searchParams.get("offset")).toBe("48");
  expect(asked.searchParams.get("catalogue")).toBe("home & more");
});

it("escapes ids", async () => {
  const fetch = answering({});
  await getProduct("a/b?c", null, calm());
  expect(fetch.mock.calls[0]?.[0]).toBe("/v1/products/a%2Fb%3Fc");
  await getProduct("a", "b&c", calm());
  expect(fetch.mock.calls[1]?.[0]).toBe("/v1/products/a?catalogue=b%26c");
});
