/** The network that experiments cut: TCP links, and one file per way in which a link fails. */
package caplab.lab.link;
