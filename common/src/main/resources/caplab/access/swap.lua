-- Gives a bucket a new state if its state is what the caller thinks, else tells what it is.
--
-- KEYS[1] the bucket   ARGV[1] what it is thought to be, '' for none   ARGV[2] what it shall be
-- ARGV[3] for how many milliseconds
local held = redis.call('GET', KEYS[1]) or ''
if held ~= ARGV[1] then
  return held
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
