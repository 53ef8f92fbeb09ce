/**
 * Probabilistically bounded staleness (Bailis et al., VLDB 2012): how likely a read is fresh, from
 * how long messages take. Pure; randomness is passed in.
 */
package caplab.ap.pbs;
