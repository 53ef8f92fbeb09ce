/** The consistent service: linearizable through CASPaxos, or refused. */
package caplab.cp;
