// What one service said: the status, a sentence, the essentials, and a strip of the answers before.

import { duration, html } from './dom.js';

const REMEMBERED = 80;
const WORDS = { 200: 'OK', 404: 'nothing there', 412: 'has changed', 503: 'refused', 504: 'unknown', 0: 'no answer' };

export class Answer {

  #place;
  #who;
  #keep;
  #strip = html('div', { class: 'strip', 'aria-hidden': 'true' });

  /** @param keep called with a sibling and the context to write it with, when one is chosen */
  constructor(place, who, keep) {
    this.#place = place;
    this.#who = who;
    this.#keep = keep;
    place.replaceChildren(this.#title(''), html('p', { class: 'status quiet' }, '…'),
      html('p', { class: 'said quiet' }, 'not asked yet'), this.#strip);
  }

  show(answer, operation) {
    const body = parse(answer.body);
    const grade = graded(answer.status, body);
    const unfolded = this.#place.querySelector('details')?.open;
    this.#place.replaceChildren(...[
      this.#title(`${answer.latency_ms.toFixed(1)} ms`),
      html('p', { class: `status ${grade}` }, String(answer.status || '–'), ' ', html('small', {}, WORDS[answer.status] ?? '')),
      html('p', { class: 'said' }, sentence(answer, body, operation)),
      this.#siblings(body),
      essentials(body),
      this.#strip,
      html('details', unfolded ? { open: '' } : {}, html('summary', {}, 'whole answer'),
        html('pre', {}, JSON.stringify(body, null, 1) ?? answer.body)),
    ].filter(Boolean));
    this.#strip.append(html('i', { class: grade, title: `${answer.status}` }));
    while (this.#strip.children.length > REMEMBERED) this.#strip.firstChild.remove();
  }

  /** Each with a button that ends the conflict in its favour. */
  #siblings(body) {
    if (!body?.siblings) return null;
    return html('div', { class: 'siblings' }, html('p', {}, 'Siblings: written at once, neither saw the other.'),
      ...body.siblings.map(value => html('button', { type: 'button', onclick: () => this.#keep(value, body.context) }, `keep “${value}”`)));
  }

  #title(latency) {
    return html('h3', {}, this.#who, html('small', {}, latency));
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (unreadable) {
    return undefined;
  }
}

function graded(status, body) {
  if (status === 200 || status === 404) return body?.stale ? 'warn' : 'good';
  return status === 504 ? 'warn' : 'bad';
}

/** The answer as one would tell it to somebody. */
function sentence(answer, body, operation) {
  if (answer.status === 0 || !body) return answer.body;
  if (answer.status >= 400 && answer.status !== 404) {
    const next = body.retry_after_ms && body.outcome === 'not_applied'
      ? `Nothing was changed; try again in ${duration(body.retry_after_ms)}.` : body.advice ?? '';
    return `${body.detail ?? body.title}. ${next}`;
  }
  const done = { write: 'Written', delete: body.existed === false ? 'It was not there' : 'Deleted' }[operation]
    ?? (answer.status === 404 ? 'No value' : `“${body.value}”`);
  if (body.mode === 'cp') return `${done}, version ${body.version}. ${operation === 'read' ? 'Nothing newer was acknowledged.' : ''}`;
  if (operation !== 'read') return `${done} at ${body.node}; ${body.pending.join(' and ')} will follow.`;
  const age = body.staleness_ms === null ? 'of unknown age' : `at most ${duration(body.staleness_ms)} old`;
  return `${done} from ${body.node}, ${age}${body.stale ? `: stale, the limit is ${duration(body.max_staleness_ms)}` : ''}.`;
}

function essentials(body) {
  const rows = Object.entries({
    staleness: body && 'staleness_ms' in body ? duration(body.staleness_ms) : undefined,
    quorum: body?.quorum && `${body.quorum.received} of ${body.quorum.required} needed`,
    nodes: body?.nodes && Object.entries(body.nodes).map(([node, said]) => `${node} ${said.replaceAll('_', ' ')}`).join(' · '),
    outcome: body?.outcome?.replaceAll('_', ' '),
    session: body?.session,
  }).filter(([, value]) => value !== undefined);
  return html('dl', {}, ...rows.flatMap(([name, value]) => [html('dt', {}, name), html('dd', {}, value)]));
}
