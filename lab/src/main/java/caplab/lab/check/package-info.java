/**
 * Judges histories. Pure: from what was recorded to a judgement, without clock, thread or socket.
 */
package caplab.lab.check;
