/**
 * The available register: dotted version vector sets on every node, joined by logs, links and
 * watermarks. Pure: no clock, thread, socket or logger.
 */
package caplab.ap.core;
