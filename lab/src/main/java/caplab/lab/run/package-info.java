/** What a run leaves: its folder, what was wrong when, and how the services stood meanwhile. */
package caplab.lab.run;
