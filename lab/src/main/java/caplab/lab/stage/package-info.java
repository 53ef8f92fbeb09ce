/**
 * What an experiment runs on: time, clients' calls, and the surface that faults work on. Real
 * processes here; virtual time and containers fit the same interface.
 */
package caplab.lab.stage;
