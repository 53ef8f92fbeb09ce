/** What goes wrong while a run goes on. Faults compose, and each ends what it began. */
package caplab.lab.fault;
