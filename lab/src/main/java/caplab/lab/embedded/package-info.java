/** The embedded cluster: real Redis servers, services as processes, links between them. */
package caplab.lab.embedded;
