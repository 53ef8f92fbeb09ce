// Elements and numbers. Whatever a client wrote goes in as text, never as markup.

const data = JSON.parse(document.getElementById('data').textContent);
const SVG = 'http://www.w3.org/2000/svg';

const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
};

const el = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);

const svg = (name, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, name), attributes, children);

/** A word that is explained on hover, focus or tap; the texts are those of docs/glossary.md. */
const term = (word, text = word) => {
  const about = data.glossary?.[word];
  if (!about) return text;
  const button = el('button', { type: 'button', class: 'term', 'aria-label': `${text}: ${about}` }, text);
  const show = () => {
    const box = button.getBoundingClientRect();
    showTip(box.left, box.bottom - 10, word, [about]);
  };
  for (const begins of ['pointerenter', 'focus', 'click']) button.addEventListener(begins, show);
  for (const ends of ['pointerleave', 'blur']) button.addEventListener(ends, () => hideTip());
  button.addEventListener('keydown', event => event.key === 'Escape' && hideTip());
  return button;
};

const heading = (level, text) => el('h' + level, {}, text);

/** A landmark with its heading, listed in the contents. */
const section = (id, title, ...children) => {
  const head = el('h2', { id: id + '-title' }, title);
  document.getElementById('contents').append(el('li', {}, el('a', { href: '#' + id }, title)));
  return el('section', { id, 'aria-labelledby': id + '-title' }, head, ...children);
};

/** A table whose first column names its rows. Cells are texts or nodes. */
const table = (caption, columns, rows, attributes = {}) =>
  el('div', { class: 'scroll', role: 'group', 'aria-label': caption, tabindex: 0 },
    el('table', attributes,
      el('caption', {}, caption),
      el('thead', {}, el('tr', {}, columns.map(name => el('th', { scope: 'col' }, name)))),
      el('tbody', {}, rows.map(([first, ...rest]) =>
        el('tr', {}, el('th', { scope: 'row' }, first), rest.map(cell => el('td', {}, cell)))))));

const NONE = '–';
const count = value => (value ?? null) === null ? NONE : Number(value).toLocaleString('en');

/** Milliseconds in the unit that a person would use. */
const ms = value => {
  if ((value ?? null) === null) return NONE;
  if (value >= 9999.5) return (value / 1000).toLocaleString('en', { maximumFractionDigits: 1 }) + ' s';
  return Number(value).toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 }) + ' ms';
};

const seconds = value => (value ?? null) === null ? NONE
  : (value / 1000).toLocaleString('en', { maximumFractionDigits: 1 }) + ' s';

/** For an axis: round numbers, and zero needs no unit. */
const axisMs = value => value === 0 ? '0' : value < 1000 ? ms(value) : seconds(value);

const total = numbers => numbers.reduce((sum, each) => sum + each, 0);
const largest = numbers => numbers.reduce((most, each) => Math.max(most, each ?? 0), 0);

/** Services are called by mode or by name: cp, app-cp, app_cp. */
const modeOf = service => String(service ?? '').replace(/^app[-_]/, '');
const serviceName = service => ({ cp: 'app-cp', ap: 'app-ap' })[modeOf(service)] ?? service ?? '';
