/** The experiments, a short file each, and the words they are written in. */
package caplab.lab.experiment;
