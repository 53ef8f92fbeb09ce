/** What both services do before they differ. */
package caplab.start;
