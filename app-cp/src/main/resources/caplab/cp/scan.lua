-- A portion of the registers of this tag, to be compared with what other nodes hold (CP-14).
--
-- ARGV[5] the name before it, empty for the first ones
if not lets() then
  return standing('fenced')
end
return portion(ARGV[5])
