package caplab.lab.link;

/** The two ways through a link: what a service asks of a node, and what the node answers. */
public enum Direction {
  REQUESTS,
  REPLIES
}
