/** What the documentation says of runs, written from their folders. */
package caplab.lab.summary;
