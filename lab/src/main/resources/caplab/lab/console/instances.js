// Every service instance: its health, its breaker for each node, and how many requests it answered how.

import { html, say } from './dom.js';
import { answered, condition, refusals, unknowns } from './cluster.js';

const BREAKERS = {
  CLOSED: ['● closed', 'good'],
  HALF_OPEN: ['◐ half open', 'warn'],
  OPEN: ['○ open', 'bad'],
};

export class Instances {

  #table;
  #rows = new Map();

  constructor(table) {
    this.#table = table;
  }

  show(status) {
    if (this.#rows.size !== status.services.length) this.#draw(status);
    for (const part of status.services) {
      const row = this.#rows.get(part.name);
      const { word, grade } = condition(status, part);
      fill(row.state, word, grade);
      for (const node of status.nodes) {
        fill(row.breakers.get(node.name), ...(BREAKERS[part.vitals.breakers[node.name]] ?? ['–', 'quiet']));
      }
      count(row.answered, answered(part));
      count(row.refused, refusals(part));
      count(row.unknown, unknowns(part));
    }
  }

  #draw(status) {
    this.#rows.clear();
    const header = (text, number) => html('th', { scope: 'col', class: number ? 'number' : '' }, text);
    const head = html('tr', {}, header('instance'), header('state'),
      ...status.nodes.map(node => header(`→ ${node.name}`)),
      header('answered', true), header('refused', true), header('unknown', true));
    const body = status.services.map(part => this.#row(status, part));
    this.#table.replaceChildren(html('thead', {}, head), html('tbody', {}, ...body));
  }

  #row(status, part) {
    const number = name => html('td', { class: 'number', 'data-label': name });
    const row = {
      state: html('td', { 'data-label': 'state' }),
      breakers: new Map(status.nodes.map(node => [node.name,
        html('td', { 'data-breaker': `${part.name}:${node.name}`, 'data-label': `→ ${node.name}` })])),
      answered: number('answered'),
      refused: number('refused'),
      unknown: number('unknown'),
    };
    this.#rows.set(part.name, row);
    return html('tr', { class: part.role, 'data-instance': part.name },
      html('th', { scope: 'row' }, `${part.name}`), row.state, ...row.breakers.values(),
      row.answered, row.refused, row.unknown);
  }
}

function fill(cell, text, grade) {
  say(cell, text);
  if (cell.className !== grade) cell.className = grade;
}

/** A number that grew lights up for a moment. */
function count(cell, value) {
  const before = cell.textContent;
  if (before === String(value)) return;
  say(cell, String(value));
  if (before !== '') {
    cell.classList.remove('bump');
    requestAnimationFrame(() => cell.classList.add('bump'));
  }
}
