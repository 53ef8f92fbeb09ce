/** What the lab speaks with everything outside of it: JSON, HTTP, and the text of metrics. */
package caplab.lab.wire;
