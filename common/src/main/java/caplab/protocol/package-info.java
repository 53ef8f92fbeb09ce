/**
 * How a pure protocol core talks to the world: steps out, events in. No clock, thread, socket or
 * logger.
 */
package caplab.protocol;
