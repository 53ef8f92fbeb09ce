/** {@code ./cap bench}: both services beside the peers that a user would pick instead. */
package caplab.lab.bench;
