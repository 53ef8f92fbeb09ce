-- States of another node are merged: resync, read repair, digest exchange. A dot that a node's
-- applied vector covers and its state lacks was superseded there, so each context is joined with
-- its node's vector, and the joined context is kept (AP-6).
--
-- KEYS[4...] keys
-- ARGV[3] source   [4] its applied vector, read with the states or before
-- ARGV[5...] per key: context, held ids, number of siblings, then dot and sibling in turn
local refused = refusal() or source_moved(ARGV[3])
if refused then return refused end
if not sound() then return wrong_type() end
local time = now()
local applied, theirs = seen(), vector(ARGV[4])
-- Read before what every node had seen when tombstones of dead positions went: it may bring them back.
if not covers_all(theirs, vector(fence[11] or '')) then
  return {'behind', digits(applied.p[ARGV[3]] or 0)}
end
local both = join(seen(), theirs)
despite_full()
local at, changed, dropped = 5, 0, 0
for i = 4, #KEYS do
  local state = load(states[KEYS[i]])
  local own, other = vector(state.context), vector(ARGV[at])
  local named, ids = {}, {}
  for id in string.gmatch(ARGV[at + 1], '[^,]+') do
    named[id] = true
  end
  local siblings = {}
  local count = tonumber(ARGV[at + 2])
  for j = at + 3, at + 1 + 2 * count, 2 do
    siblings[ARGV[j]] = ARGV[j + 1]
    ids[#ids + 1] = string.match(ARGV[j + 1], '^[^,]*')
  end
  at = at + 3 + 2 * count

  mention(state, named, time)
  mention(state, recall(ids), time)
  local before = state.living
  for dot, sibling in pairs(siblings) do
    if not state.ids[dot] and not covers_dot(own, dot) and not covers_dot(applied, dot) then
      put(state, dot, string.match(sibling, '^[^,]*'), sibling)
    end
  end
  for dot, id in pairs(state.ids) do
    local superseded = holds(state, id)
    if not siblings[dot] then
      if covers_dot(other, dot) then superseded = true
      elseif covers_dot(theirs, dot) then
        superseded = true
        if not named[id] then dropped = dropped + 1 end
      end
    end
    if superseded then remove(state, dot) end
  end
  state.context = vector_text(join(join(own, other), both))
  store(state, time, applied)
  if state.living ~= before then changed = changed + 1 end
end
stored()
if dropped > 0 then redis.call('HINCRBY', KEYS[1], 'dropped', dropped) end
return {'merged', changed, dropped}
