/** Seeded simulation: virtual time, one thread, every schedule replayable by its seed. */
package caplab.sim;
