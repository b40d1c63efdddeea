"use strict";
/* The map as it stands, under its title and over its legend, as a PNG. Everything is drawn in the
   page: nothing is asked of the network, and names are only ever text. */
function pictureOf(figure, title) {
  const space = "http://www.w3.org/2000/svg";
  const live = figure.querySelector("svg"), copy = live.cloneNode(true);
  const [width, height] = ["width", "height"].map((side) => live.viewBox.baseVal[side]);
  const look = ["fill", "stroke", "stroke-width", "stroke-opacity", "stroke-linejoin", "opacity", "font-size",
    "paint-order", "visibility"];
  /* A picture on its own has no style sheet: each part takes along how it looks. */
  const dress = (from, to) => {
    const seen = getComputedStyle(from);
    for (const one of look) to.setAttribute(one, seen.getPropertyValue(one));
    [...from.children].forEach((child, place) => dress(child, to.children[place]));
  };
  const add = (name, values, text) => {
    const made = copy.appendChild(document.createElementNS(space, name));
    for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
    /* What XML cannot hold is no part of a name that anybody reads. */
    if (text) made.textContent = text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "").toWellFormed();
    return made;
  };
  dress(live, copy);
  copy.querySelectorAll(".off, g.names text:not(.named)").forEach((one) => one.remove());
  copy.querySelectorAll("text").forEach((one) => {
    one.textContent = one.textContent.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "").toWellFormed();
  });
  copy.querySelectorAll("*").forEach((one) => ["aria-label", "class", "tabindex", "role"].forEach((name) => one.removeAttribute(name)));
  ["aria-label", "aria-describedby"].forEach((name) => copy.removeAttribute(name));
  const ink = getComputedStyle(figure).color, paper = getComputedStyle(live).backgroundColor;
  const text = { fill: ink, "font-size": 17, "text-anchor": "start" };
  add("text", { ...text, x: 20, y: -14, "font-weight": 600 }, title);
  let [x, y] = [20, height + 30];
  for (const entry of figure.querySelectorAll(".legend li")) {
    const said = entry.textContent, mark = entry.querySelector("svg"), wide = 46 + 9 * said.length;
    if (x > 20 && x + wide > width - 20) [x, y] = [20, y + 28];
    const shown = mark && copy.appendChild(mark.cloneNode(true));
    if (shown) {
      dress(mark, shown);
      for (const [key, value] of Object.entries({ x, y: y - 15, width: 18, height: 18 })) shown.setAttribute(key, value);
    }
    add("text", { ...text, "font-size": 15, x: x + (shown ? 26 : 0), y }, said);
    x += wide;
  }
  const [top, all] = [46, y + 18 + 46];
  const ground = add("rect", { x: 0, y: -top, width, height: all, fill: paper });
  copy.insertBefore(ground, copy.firstChild);
  const size = { xmlns: space, viewBox: `0 ${-top} ${width} ${all}`, width, height: all, "font-family": getComputedStyle(figure).fontFamily };
  for (const [key, value] of Object.entries(size)) copy.setAttribute(key, value);
  const written = new XMLSerializer().serializeToString(copy), image = new Image();
  return new Promise((done, failed) => {
    image.onerror = () => failed(new Error("the picture cannot be drawn"));
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [2 * width, 2 * all];
      const brush = canvas.getContext("2d");
      brush.scale(2, 2);
      brush.drawImage(image, 0, 0);
      canvas.toBlob(done, "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(written)}`;
  });
}

async function savePicture(figure, title, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await pictureOf(figure, title));
  link.download = `${name}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
