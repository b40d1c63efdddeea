/* Opens reports in a real Chromium and tells, as JSON, what happened: see test_browser.py. */
import fs from "node:fs";
import { createRequire } from "node:module";

const [, , modules, chromium, folder, ...reports] = process.argv;
const require = createRequire(`${modules}/browser.js`);
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await require("playwright-core").chromium.launch({ executablePath: chromium, args: ["--no-sandbox"] });

async function opened(report, look) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...look });
  const page = await context.newPage(), seen = { console: [], requests: [], dialogs: 0 };
  page.on("console", (message) => seen.console.push(message.text()));
  page.on("pageerror", (error) => seen.console.push(error.message));
  page.on("dialog", (dialog) => { seen.dialogs += 1; dialog.dismiss(); });
  page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) seen.requests.push(request.url()); });
  await page.goto(`file://${report}`);
  await page.waitForTimeout(300);
  return [page, seen];
}

/* What the map does: time, search, keyboard, picture. */
async function used(page) {
  const map = page.locator("figure.map").first(), said = () => map.locator(".said").textContent();
  const at = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  const found = { names: await map.locator("g.partner:not(.off)").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))) };
  const slider = map.locator("input[type=range]");
  if (await slider.count()) {
    await slider.focus();
    await page.keyboard.press("Home");
    found.first = [await map.locator("output").textContent(), await said(), await slider.getAttribute("aria-valuetext")];
    await page.keyboard.press("End");
    found.last = [await map.locator("output").textContent(), await said(), await slider.getAttribute("aria-valuetext")];
  }
  const wanted = await map.evaluate((figure) => JSON.parse(figure.querySelector("script").textContent).partners[1][0]);
  const search = map.locator("input[type=search]");
  await search.fill(wanted.slice(0, 40).toUpperCase());
  found.wanted = wanted;
  found.searched = await said();
  await search.press("Enter");
  found.went = await at();
  found.steps = [];
  for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
    await page.keyboard.press(key);
    found.steps.push([await at(), await said()]);
  }
  found.stops = await map.locator('g.partner[tabindex="0"]').count();
  await page.keyboard.press("Escape");
  await search.fill("");
  found.quiet = await said();
  const details = map.locator("details").last();
  await details.locator("summary").press("Enter");
  await page.waitForTimeout(200);
  found.rows = await details.locator("tbody tr").count();
  const [saved] = await Promise.all([page.waitForEvent("download"), map.locator(".png").click()]);
  found.picture = `${folder}/${saved.suggestedFilename()}`;
  await saved.saveAs(found.picture);
  return found;
}

/* Marks, names and ties in the map at this moment that cover each other or leave the picture. */
const collisions = (page) => page.evaluate(() => [...document.querySelectorAll("figure.map")].flatMap((figure) => {
  const boxes = [...figure.querySelectorAll("g.names text.named")].map((one) => one.getBoundingClientRect());
  return boxes.flatMap((a, place) => boxes.slice(place + 1).filter((b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 4 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6));
}).length);

/* A policy that is in force refuses a script and a style that somebody slips in. */
const guarded = (page) => page.evaluate(async () => {
  const refused = [];
  document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
  const script = document.createElement("script");
  script.textContent = "window.slipped = true";
  document.body.append(script);
  const style = document.createElement("style");
  style.textContent = "body { opacity: 0 }";
  document.body.append(style);
  fetch("https://example.org/").catch(() => {});
  new Image().src = "https://example.org/x.png";
  await new Promise((done) => setTimeout(done, 200));
  script.remove();
  style.remove();
  return { slipped: window.slipped === true, refused };
});

const told = {};
for (const report of reports) {
  const one = told[report] = {};
  const [page, seen] = await opened(report, {});
  Object.assign(one, seen);
  one.collisions = await collisions(page);
  one.used = await used(page);
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
  one.tags = await page.evaluate(() => [...new Set([...document.body.querySelectorAll("*")].map((all) => all.localName))]);
  one.handlers = await page.evaluate(() => [...document.querySelectorAll("*")].filter((all) => all.getAttributeNames().some((name) => name.startsWith("on"))).length);
  one.console = [...seen.console];
  one.axe = {};
  for (const [name, look] of [["light", {}], ["dark", { colorScheme: "dark" }], ["narrow", { viewport: { width: 360, height: 740 } }]]) {
    const [other] = await opened(report, look);
    await other.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
    await other.evaluate(axe);
    one.axe[name] = await other.evaluate(async () => (await window.axe.run(document)).violations.map((rule) => `${rule.id}: ${rule.nodes[0].html}`));
    one[`wide_${name}`] = await other.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await other.close();
  }
  const [paper] = await opened(report, {});
  await paper.emulateMedia({ media: "print" });
  one.print = await paper.evaluate(() => [".controls", ".tools", "nav", "details"].filter((what) => [...document.querySelectorAll(what)].some((shown) => getComputedStyle(shown).display !== "none")));
  const [tried] = await opened(report, {});
  one.guard = await guarded(tried);
  for (const shown of [page, paper, tried]) await shown.close();
}
console.log(JSON.stringify(told));
await browser.close();
