-- Joined where something is written.

local function wrong_type()
  return redis.error_reply('WRONGTYPE a key of the service holds something else')
end
-- What later commands would choke on is found before anything is written (B-5).
local function fits(key, right)
  local type = redis.call('TYPE', key).ok
  return type == right or type == 'none'
end
local function sound() return fits(KEYS[2], 'stream') and fits(KEYS[3], 'zset') and fits(HELD, 'zset') end

-- The log holds entries of this life and of lives before (AP-8), in their order: an entry's id is
-- the time of its life and its position in it.
local function life_time(inc)
  local node = node_of(inc)
  return string.match(string.sub(inc, #node + 2, #node + 17), '^0*(%d+)$')
end
local function entry_id(inc, pos) return life_time(inc) .. '-' .. pos end
