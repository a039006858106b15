/** Serves the built page with the real server's content policy, and the make-believe shop beside it. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { answer } from "./shop.mjs";

const PAGE = new URL("../../src/pointsay/server/page", import.meta.url).pathname;
const PORT = Number(process.env.PORT ?? 8001);
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const POLICY = "default-src 'self'; img-src 'self' blob: data:; style-src 'self'";

createServer(async (request, response) => {
  if (await answer(request, response)) return;
  const { pathname } = new URL(request.url, "http://shop");
  const file = pathname === "/" ? "index.html" : normalize(pathname);
  try {
    const body = await readFile(join(PAGE, file));
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}`));
