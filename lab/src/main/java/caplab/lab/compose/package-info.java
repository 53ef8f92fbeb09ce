/** The compose stack: its containers, faults planted in their networks, and Grafana's notes. */
package caplab.lab.compose;
