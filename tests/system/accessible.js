// SPDX-License-Identifier: MIT
// What must hold for a page that everyone can read, by WCAG 2.1 AA; returns sentences on what does not. It measures the
// contrast of each text as it is shown, and looks at language, headings, names, ids and tables.
const wrong = [];
const shown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden';
const all = (css) => [...document.querySelectorAll(css)].filter(shown);

if (!/^(en|nl)$/.test(document.documentElement.lang)) wrong.push('no language');
if (document.title.trim() === '') wrong.push('no title');
if (all('main').length !== 1) wrong.push('not one main');

let level = 0;
for (const heading of all('h1, h2, h3, h4')) {
  const own = Number(heading.tagName[1]);
  if (own > level + 1) wrong.push(`a heading of level ${own} after one of ${level}`);
  if (heading.textContent.trim() === '') wrong.push('an empty heading');
  level = own;
}
if (all('h1').length !== 1) wrong.push('not one h1');

const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`twice the id ${id}`);
for (const element of document.querySelectorAll('[aria-labelledby]')) {
  if (!document.getElementById(element.getAttribute('aria-labelledby'))) wrong.push('a label that is not there');
}
for (const element of document.querySelectorAll('[tabindex]')) if (element.tabIndex > 0) wrong.push('a tabindex above 0');
for (const table of all('table')) if (!table.querySelector('th[scope]')) wrong.push('a table without headers');
for (const list of document.querySelectorAll('ul, ol')) {
  for (const child of list.children) if (child.tagName !== 'LI') wrong.push(`a ${child.tagName} in a list`);
}
for (const image of all('svg:not([aria-hidden])')) {
  if (!image.parentElement.closest('svg') && !image.getAttribute('aria-label')) wrong.push('a picture without words');
}

// Relative luminance and contrast as WCAG defines them.
const parse = (color) => (color.match(/[\d.]+/g) || []).map(Number);
const luminance = ([r, g, b]) => [r, g, b].map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const color = parse(getComputedStyle(at).backgroundColor);
    if (color.length === 3 || color[3] > 0) return color;
  }
  return [255, 255, 255];
};
let texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (walker.currentNode.data.trim() === '' || !shown(element) || element.closest('script, style')) continue;
  const style = getComputedStyle(element);
  const color = parse(element.closest('svg') ? style.fill : style.color);
  const pair = [luminance(color), luminance(ground(element))].sort((a, b) => b - a);
  const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
  ++texts;
  if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(2)}: ${walker.currentNode.data.trim().slice(0, 40)}`);
}
if (texts === 0) wrong.push('no text was looked at');
return wrong;
