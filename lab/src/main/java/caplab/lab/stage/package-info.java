/**
 * What an experiment runs on: time, clients' calls, and the ground that faults are planted in. Real
 * processes here; virtual time and containers fit the same interface.
 */
package caplab.lab.stage;
