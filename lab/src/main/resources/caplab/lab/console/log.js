// What happened, as it shows from one look to the next, whoever gave the order; each with the command that does it.

import { html } from './dom.js';
import { condition, isIsolated, zonesWithServices } from './cluster.js';

const KEPT = 60;
const PORT_USUAL = 5000;
const CUTS = { silent: '', refused: '--refused ', 'requests lost': '--one-way ', 'replies lost': '--replies ' };
const STATES = { dead: 'kill', paused: 'pause' };

export class Log {

  #list;
  #before;

  constructor(list) {
    this.#list = list;
  }

  /** A line now; its command can be copied. */
  tell(text, grade = '', command = 'status', at = Date.now()) {
    const now = new Date(at);
    const time = html('time', { datetime: now.toISOString() }, now.toLocaleTimeString('en-GB'));
    const port = this.#before?.console ?? PORT_USUAL;
    const whole = `./cap ${command}${port === PORT_USUAL ? '' : ` --port-base ${port}`}`;
    const copy = html('button', {
      type: 'button', class: 'copy', title: whole, 'aria-label': `copy as ./cap command: ${whole}`, onclick: () => copied(copy, whole),
    }, 'copy');
    this.#list.prepend(html('li', {}, time, html('span', { class: grade }, text), copy));
    while (this.#list.children.length > KEPT) this.#list.lastChild.remove();
  }

  add({ at_ms: at, status }) {
    const before = this.#before;
    this.#before = status;
    if (!before) {
      this.tell('watched from here on', '', 'status', at);
      if (Object.keys(status.faults).length > 0) this.#network({}, status, at);
      return;
    }
    this.#network(before.faults, status, at);
    for (const part of [...status.nodes, ...status.services]) {
      const old = [...before.nodes, ...before.services].find(each => each.name === part.name);
      if (old) this.#part(before, old, status, part, at);
    }
  }

  #network(before, status, at) {
    const now = status.faults;
    const ended = Object.keys(before).filter(link => !(link in now));
    const begun = Object.keys(now).filter(link => String(now[link]) !== String(before[link] ?? ''));
    for (const [fault, links] of Map.groupBy(begun, link => now[link].join(', '))) {
      this.tell(`${links.join(', ')}: ${fault}`, 'warn', breaking(status, fault, links), at);
    }
    if (ended.length > 0) {
      const whole = Object.keys(now).length === 0;
      this.tell(whole ? 'network whole again' : `healed: ${ended.join(', ')}`, 'good', whole ? 'heal' : `heal ${ended.join(' ')}`, at);
    }
  }

  #part(before, old, status, part, at) {
    const was = condition(before, old).word;
    const { word, grade } = condition(status, part);
    const command = old.state === part.state && old.pid === part.pid ? 'status'
      : `${STATES[part.state] ?? (old.state === 'paused' && old.pid === part.pid ? 'resume' : 'restart')} ${part.name}`;
    if (was !== word) this.tell(`${part.name}: ${word}`, grade, command, at);
    else if (old.pid !== part.pid) this.tell(`${part.name}: started again`, 'warn', command, at);
  }
}

/** The command that breaks these links so. */
function breaking(status, fault, links) {
  const zone = zonesWithServices(status).find(each => isIsolated(status, each));
  if (fault === 'silent' && zone && links.every(link => (link.startsWith(`${zone}:`)) !== (link.endsWith(`_${zone}`)))) return `cut ${zone}`;
  if (fault in CUTS) return `cut ${CUTS[fault]}${links.join(' ')}`;
  const late = fault.match(/^(\d+) ms late$/);
  if (late) return `slow ${links[0]} ${late[1]}ms`;
  const lost = fault.match(/^([\d.]+) % lost$/);
  return lost ? `lose ${links[0]} ${lost[1]}%` : 'status';
}

async function copied(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'copied';
  } catch (refused) {
    button.textContent = text;
  }
  setTimeout(() => { button.textContent = 'copy'; }, 4000);
}
