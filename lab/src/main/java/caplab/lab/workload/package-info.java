/** What clients do while things go wrong. Event-driven, so that it runs in virtual time as well. */
package caplab.lab.workload;
