-- A portion of the names of the registers of this tag, for a refill. Names without a register are
-- collected on the way.
--
-- ARGV[5] cursor, 0 to begin   ARGV[6] what Redis keys of registers begin with
-- ARGV[7] how many names, about
if not lets() then
  return standing('fenced')
end
local portion = redis.call('SSCAN', KEYS[2], ARGV[5], 'COUNT', ARGV[7])
local names = {}
for _, name in ipairs(portion[2]) do
  if redis.call('EXISTS', ARGV[6] .. name) == 1 then
    names[#names + 1] = name
  else
    redis.call('SREM', KEYS[2], name)
  end
end
return {'scanned', portion[1], names}
