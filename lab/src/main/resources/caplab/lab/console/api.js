// What one can ask of the console: what was seen lately, an order, a request for both services.

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, options);
  const told = await response.json();
  if (!response.ok) throw new Error(told.error ?? `status ${response.status}`);
  return told;
}

/** What was seen after this moment: at most two minutes, and the changes before that. */
export const history = since => ask(`/history?since=${since}`);

/** Words are links (g1:db_g2), zones (g1) or a process (db_g2); amount is ms of slow, share of lose. */
export const order = (verb, words = [], more = {}) => ask('/order', { verb, words, ...more });

export const twin = request => ask('/twin', request);
