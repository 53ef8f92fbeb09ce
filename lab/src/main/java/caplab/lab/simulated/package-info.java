/**
 * The same pair in virtual time: the shells and cores that serve, over nodes in memory and a
 * network that obeys the lab's faults. One seed is one history. {@link
 * caplab.lab.simulated.Mutations} lets a negative control break a part from outside.
 */
package caplab.lab.simulated;
