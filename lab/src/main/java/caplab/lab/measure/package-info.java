/**
 * Measures of a recorded run: what the partition cost, what no partition costs, how fast a service
 * came back, how fresh reads were. Pure: from a history and the fault windows to numbers.
 */
package caplab.lab.measure;
