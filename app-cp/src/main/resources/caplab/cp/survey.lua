-- What a node says of itself, strange or not, and what it keeps of the others. Changes nothing.
--
-- KEYS[3] notes
local reply = standing('status')
reply[12] = redis.call('HGETALL', KEYS[3])
return reply
