/** The page and the control API of a running cluster, on the loopback interface only. */
package caplab.lab.console;
