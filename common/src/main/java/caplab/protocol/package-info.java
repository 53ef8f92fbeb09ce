/**
 * How a pure protocol core talks to the world: steps out, events in; and the event loop that shell
 * and core run on. Only {@link caplab.protocol.LiveLoop}, which is that loop in real time, knows a
 * clock or a thread; nothing here knows a socket or a logger.
 */
package caplab.protocol;
