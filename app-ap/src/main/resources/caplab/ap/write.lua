-- One write, merged into the key and appended to the log in one step, so that a crash of the
-- service loses no replication (AP-1). The log comes first: if memory is short, it is the
-- command that fails.
--
-- KEYS[4] key
-- ARGV[3] put or delete   [4] value   [5] write id   [6] clock   [7] 1 if the client names a context
-- ARGV[8] that context, else what its session was shown   [9] ids of the values it read
-- ARGV[10] TIME after which this comes too late   [11] most siblings of a key   [12] most bytes of them
local refused = refusal()
if refused then return refused end
local time = now()
if ARGV[10] ~= '' and tonumber(time) > tonumber(ARGV[10]) then return {'late', time} end
local state = load(states[KEYS[4]])
-- The log and the ids that the node knows are asked for before anything changes.
if not fits(KEYS[3], 'zset') then return wrong_type() end

local count, repeated = 0, nil
for dot, id in pairs(state.ids) do
  count = count + 1
  if id == ARGV[5] and not (repeated and repeated < dot) then repeated = dot end
end
local use = ARGV[8]
if repeated or holds(state, ARGV[5]) or redis.call('ZSCORE', HELD, ARGV[5]) then
  -- Its client never saw what came since.
  local alone = count == (repeated and 1 or 0)
  return {'wrote', repeated or '', 1, alone and state.context or use, 0, count,
    seen_text(), time, alone and state.held or ARGV[9]}
end
if ARGV[7] == '0' then use = text_join(use, state.context) end

-- All that it names before anything goes: copies of one value go together, whichever was covered.
local named = {}
for id in string.gmatch(ARGV[9], '[^,]+') do named[id] = true end
for dot, id in pairs(state.ids) do
  if text_covers_dot(use, dot) then named[id] = true end
end
local gone = {}
for dot, id in pairs(state.ids) do
  if named[id] then gone[#gone + 1] = dot end
end
local superseded = #gone
local sibling = ARGV[5] .. ',' .. ARGV[6] .. ',' .. ARGV[4]
if ARGV[3] == 'put' and count > superseded then
  -- A key grows past no limit by a client's write (AP-12).
  local bytes, freed = 0, 0
  for dot, field in pairs(state.fields) do
    local length = redis.call('HSTRLEN', KEYS[4], field)
    bytes = bytes + length
    if named[state.ids[dot]] then freed = freed + length end
  end
  if (superseded == 0 and count + 1 > tonumber(ARGV[11]))
    or (#sibling > freed and bytes - freed + #sibling > tonumber(ARGV[12])) then
    return {'crowded', count, bytes}
  end
end

local pos = digits(tonumber(fence[3]) + 1)
local dot, names = fence[1] .. '=' .. pos, ids_text(named)
local at = entry_id(fence[1], pos)
if ARGV[3] == 'put' then
  redis.call('XADD', KEYS[2], at, 'k', state.name, 'i', ARGV[5], 't', ARGV[6], 'c', use, 'n', names, 'v', ARGV[4])
else
  -- Redis refuses for lack of memory at the first write only: a removal first lets deletes work.
  redis.call('HDEL', KEYS[4], dot)
  redis.call('XADD', KEYS[2], at, 'k', state.name, 'i', ARGV[5], 't', ARGV[6], 'c', use, 'n', names)
end
fence[3] = pos
redis.call('HSET', KEYS[1], 'pos', pos)
if ARGV[3] == 'delete' then named[ARGV[5]] = true end
mention(state, named, time)
for _, each in ipairs(gone) do remove(state, each) end
if ARGV[3] == 'put' then put(state, dot, ARGV[5], sibling) end
state.context = text_with(text_join(state.context, use), fence[1], pos)
local context, held = state.context, state.held
store(state, time)
stored()
-- What the client may supersede next (AP-2): all of the key if nothing else lives, else what it superseded.
-- Positions below its own dot would cover siblings that it left alone and never saw.
local alone = count == superseded
return {'wrote', dot, 0, alone and context or use, superseded,
  count - superseded + (ARGV[3] == 'put' and 1 or 0), seen_text(), time, alone and held or names}
