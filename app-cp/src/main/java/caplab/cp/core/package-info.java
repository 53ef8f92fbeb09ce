/**
 * CASPaxos with views, incarnations and honest outcomes, pure: no clock, thread, socket or logger.
 */
package caplab.cp.core;
