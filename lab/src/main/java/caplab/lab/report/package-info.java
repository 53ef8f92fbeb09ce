/** One page a person wants to look at, made from the folder of one run. */
package caplab.lab.report;
