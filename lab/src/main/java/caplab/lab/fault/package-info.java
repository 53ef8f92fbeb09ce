/** What goes wrong, one class each. Faults compose, and each ends what it began. */
package caplab.lab.fault;
