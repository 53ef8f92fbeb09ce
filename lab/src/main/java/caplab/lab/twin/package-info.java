/** One request sent to both services, their answers side by side. */
package caplab.lab.twin;
